/** The native dialect: the native form itself, as Upshot's own API takes and gives it. */
import type { DialectModule } from '../dialect.ts';
import { parseDefinition } from './parse.ts';
import { printDefinition, printDefinitionSummary } from './print.ts';

export const native: DialectModule = {
  name: 'native',
  parse: parseDefinition,
  print: printDefinition,
  printSummary: printDefinitionSummary,
};
