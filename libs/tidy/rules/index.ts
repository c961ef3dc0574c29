/** Every house rule that a program can check. */
import type { Rule } from '../rule.ts';
import { apart } from './apart.ts';
import { codedErrors } from './coded-errors.ts';
import { environment } from './environment.ts';
import { lowerOnly } from './lower-only.ts';
import { noCycles } from './no-cycles.ts';
import { noEscapes } from './no-escapes.ts';
import { oneBus } from './one-bus.ts';
import { oneWord } from './one-word.ts';
import { purity } from './purity.ts';
import { purpose } from './purpose.ts';
import { schemasMatch } from './schemas-match.ts';
import { shortFiles } from './short-files.ts';
import { stagesAreSpans } from './stages-are-spans.ts';
import { topicsHaveSchemas } from './topics-have-schemas.ts';

export const RULES: readonly Rule[] = [
  apart,
  codedErrors,
  environment,
  lowerOnly,
  noCycles,
  noEscapes,
  oneBus,
  oneWord,
  purity,
  purpose,
  schemasMatch,
  shortFiles,
  stagesAreSpans,
  topicsHaveSchemas,
];
