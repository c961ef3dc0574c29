/** The native dialect: the native form itself, as Upshot's own API takes and gives it. */
import type { DialectModule } from '../dialect.ts';
import { parseDefinition } from './parse.ts';
import { printDefinition, printDefinitionSummary } from './print.ts';

export const native: DialectModule = {
  name: 'native',
  parse: parseDefinition,
  reread: (existing, context) =>
    parseDefinition(
      { ...existing.source, active: existing.active },
      { ...context, mode: 'update', existing },
    ),
  print: printDefinition,
  printSummary: printDefinitionSummary,
};
