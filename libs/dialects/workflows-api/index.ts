/** The Workflows API dialect: its JSON into a definition, and back. */
import type { DialectModule } from '../dialect.ts';
import { parseWorkflow } from './parse.ts';
import { printWorkflow, printWorkflowSummary } from './print.ts';

export const workflowsApi: DialectModule = {
  name: 'workflows-api',
  parse: parseWorkflow,
  reread: (existing, context) => parseWorkflow({}, { ...context, mode: 'update', existing }),
  print: printWorkflow,
  printSummary: printWorkflowSummary,
};
