/** What all rules of a module stand on, in every bucket and from one index to the next. */
import type { ModuleSchema } from '@upshot/values';
import type { CompileCondition } from '../compile-condition.ts';
import type { IndexOptions } from './index-options.ts';
import { newInputs, type Inputs } from './inputs.ts';
import { shareConditions } from './share-conditions.ts';

export interface ModuleGround {
  readonly schema: ModuleSchema;
  readonly options: IndexOptions;
  /** What they hold is of one change, and made anew for the next. */
  readonly inputs: Inputs;
  readonly compileLeaf: CompileCondition;
}

/** The ground of a module. */
export const moduleGround = (schema: ModuleSchema, options: IndexOptions): ModuleGround => ({
  schema,
  options,
  inputs: newInputs(),
  compileLeaf: shareConditions(),
});
