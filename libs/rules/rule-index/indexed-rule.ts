/** A rule of the index: its criteria are compiled when they are first asked, for most of the time they need not be. */
import { checkCriteria, type CriteriaProblem } from '../check-criteria.ts';
import { compileCriteria, NEVER, type CompiledCriteria } from '../compile-criteria.ts';
import type { Criteria } from '../criteria.ts';
import type { ModuleGround } from './module-ground.ts';
import type { Rule, RuleEntry } from './rule.ts';

const NO_PROBLEMS: readonly CriteriaProblem[] = [];

export class IndexedRule<Payload> implements Rule<Payload> {
  readonly key: string;
  readonly payload: Payload;
  readonly problems: readonly CriteriaProblem[];
  readonly kind: string;
  readonly source: Criteria;
  readonly ground: ModuleGround;
  #compiled: CompiledCriteria | null = null;

  constructor({ key, payload, kind, criteria }: RuleEntry<Payload>, ground: ModuleGround) {
    const problems = checkCriteria(criteria, ground.schema);
    this.key = key;
    this.payload = payload;
    this.kind = kind;
    this.source = criteria;
    this.ground = ground;
    this.problems = problems.length === 0 ? NO_PROBLEMS : problems;
  }

  get module(): string {
    return this.ground.schema.module;
  }

  get isBroken(): boolean {
    return this.problems.length > 0;
  }

  get criteria(): CompiledCriteria {
    const { schema, compileLeaf } = this.ground;
    return (this.#compiled ??= this.isBroken ? NEVER : compileCriteria(this.source, schema, compileLeaf));
  }
}

export const byKey = (one: { readonly key: string }, other: { readonly key: string }): number => {
  if (one.key === other.key) return 0;
  return one.key < other.key ? -1 : 1;
};
