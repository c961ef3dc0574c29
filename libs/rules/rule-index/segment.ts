/** Some rules of one bucket, by key, with the filter that finds those which a change may meet. Immutable. */
import type { RecordChange } from '@upshot/values';
import { needsOf } from './arm-accesses.ts';
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

  /** Adds the rules that the change may meet, by key: to `matching` those that match for certain, to `rules` the others. */
  find(change: RecordChange, matching: IndexedRule<Payload>[], rules: IndexedRule<Payload>[]): void {
    if (this.rules.length === 0) return;
    if (this.isScanned) {
      for (const rule of this.rules) rules.push(rule);
      return;
    }
    const found = this.#found;
    const count = this.prepare().find(change, found);
    for (let place = 0; place < count; place += 1) {
      const number = found[place] ?? 0;
      const rule = this.rules[number >>> 1];
      if (rule !== undefined) ((number & 1) === 0 ? matching : rules).push(rule);
    }
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
      for (const arm of armsOf(source, options.arms)) rows.push({ rule, ...needsOf(arm, schema, options) });
    }
    return rows;
  }
}
