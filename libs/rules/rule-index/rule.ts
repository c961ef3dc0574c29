/** What goes into the rule index, and what comes out. */
import type { ModuleSchema } from '@upshot/values';
import type { CriteriaProblem } from '../check-criteria.ts';
import type { CompiledCriteria } from '../compile-criteria.ts';
import type { Criteria } from '../criteria.ts';

/** Criteria for one tenant, module and kind of trigger. `key` is the tenant's own name for it. */
export interface RuleEntry<Payload> {
  readonly key: string;
  readonly tenantId: string;
  readonly module: string;
  readonly kind: string;
  readonly criteria: Criteria;
  readonly payload: Payload;
}

/** A rule whose criteria have problems (a column is gone, say) never matches and says why. */
export interface Rule<Payload> {
  readonly key: string;
  readonly payload: Payload;
  readonly criteria: CompiledCriteria;
  readonly problems: readonly CriteriaProblem[];
}

/** What a change has to be asked of. */
export interface Candidates<Payload> {
  /** The rules whose criteria match for certain, by key: what was looked up is all that they ask. */
  readonly matching: readonly Rule<Payload>[];
  /** The other rules whose criteria the change may meet, by key. */
  readonly rules: readonly Rule<Payload>[];
  /** How many others listen to it, of whose criteria it is known that they don't match. */
  readonly ruledOut: number;
}

/** The schemas of the modules, by name. */
export type Schemas = ReadonlyMap<string, ModuleSchema>;
