/** Dialects: each a parse and a print over the one native form, in an explicit list. */
import type { DialectModule } from './dialect.ts';
import { native } from './native/index.ts';
import { workflowsApi } from './workflows-api/index.ts';

export type {
  DialectModule,
  DialectProblem,
  ParseContext,
  Parsed,
  ProblemCode,
  StoredDefinition,
} from './dialect.ts';
export { MAX_BODY_DEPTH, soundJson, type JsonObject } from './shared/json.ts';
export { zodProblems } from './shared/zod-problems.ts';
export { fieldOf, pointerOf, type Path } from './shared/path.ts';
export { checkGraph, type GraphScope, type KnownDefinition } from './graph/index.ts';
export { callsAtOnce } from './graph/calls.ts';
export { readFromBefore, type Read } from './graph/reads.ts';
export { subWorkflowsOf } from './graph/sub-workflows-of.ts';
export { definitionBodySchema } from './native/body-schema.ts';
export { UNSAID as TRIGGER_DEFAULTS } from './native/parse.ts';
export { native, workflowsApi };

/** Every dialect. */
export const DIALECT_MODULES: readonly DialectModule[] = [workflowsApi, native];
