/** A rule of the index: its criteria are compiled when they are first asked, for most of the time they need not be. */
import type { ModuleSchema } from '@upshot/values';
import { checkCriteria, type CriteriaProblem } from '../check-criteria.ts';
import { compileCriteria, NEVER, type CompiledCriteria } from '../compile-criteria.ts';
import type { Criteria } from '../criteria.ts';
import type { Rule, RuleEntry } from './rule.ts';

const NO_PROBLEMS: readonly CriteriaProblem[] = [];

export class IndexedRule<Payload> implements Rule<Payload> {
  readonly key: string;
  readonly payload: Payload;
  readonly problems: readonly CriteriaProblem[];
  readonly module: string;
  readonly kind: string;
  readonly source: Criteria;
  readonly schema: ModuleSchema;
  #compiled: CompiledCriteria | null = null;

  constructor({ key, payload, module, kind, criteria }: RuleEntry<Payload>, schema: ModuleSchema) {
    const problems = checkCriteria(criteria, schema);
    this.key = key;
    this.payload = payload;
    this.module = module;
    this.kind = kind;
    this.source = criteria;
    this.schema = schema;
    this.problems = problems.length === 0 ? NO_PROBLEMS : problems;
  }

  get isBroken(): boolean {
    return this.problems.length > 0;
  }

  get criteria(): CompiledCriteria {
    return (this.#compiled ??= this.isBroken ? NEVER : compileCriteria(this.source, this.schema));
  }
}

export const byKey = (one: { readonly key: string }, other: { readonly key: string }): number => {
  if (one.key === other.key) return 0;
  return one.key < other.key ? -1 : 1;
};
