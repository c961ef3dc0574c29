/** Some rules of one bucket, by key, with the filter that finds those which a change may meet. Immutable. */
import type { RecordChange } from '@upshot/values';
import { accessesOfArm } from './arm-accesses.ts';
import { armsOf } from './arms.ts';
import { Filter, type NeedyRow } from './filter.ts';
import type { IndexedRule } from './indexed-rule.ts';
import type { ModuleGround } from './module-ground.ts';

export class Segment<Payload> {
  /** By key. */
  readonly rules: readonly IndexedRule<Payload>[];
  readonly #ground: ModuleGround;
  readonly #found: number[] = [];
  #filter: Filter | null = null;

  constructor(rules: readonly IndexedRule<Payload>[], ground: ModuleGround) {
    this.rules = rules;
    this.#ground = ground;
  }

  get isScanned(): boolean {
    return this.rules.length < this.#ground.options.scanBelow;
  }

  /** The rules that the change may meet, by key. */
  candidates(change: RecordChange): readonly IndexedRule<Payload>[] {
    if (this.isScanned) return this.rules;
    const found = this.#found;
    const count = this.prepare().find(change, found);
    const rules: IndexedRule<Payload>[] = [];
    for (let place = 0; place < count; place += 1) {
      const rule = this.rules[found[place] ?? 0];
      if (rule !== undefined) rules.push(rule);
    }
    return rules;
  }

  /** Builds the filter, which the first question would do otherwise. */
  prepare(): Filter {
    const { inputs, options } = this.#ground;
    return (this.#filter ??= new Filter(this.#rows(), inputs, options.clusters));
  }

  #rows(): readonly NeedyRow[] {
    const { schema, options } = this.#ground;
    const rows: NeedyRow[] = [];
    for (const [rule, { source, isBroken }] of this.rules.entries()) {
      if (isBroken) continue;
      for (const arm of armsOf(source, options.arms))
        rows.push({ rule, needed: accessesOfArm(arm, schema, options) });
    }
    return rows;
  }
}
