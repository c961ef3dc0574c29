/** Some rules of one bucket, by key, with the filter that finds those which a change may meet. Immutable. */
import type { RecordChange } from '@upshot/values';
import { accessesOfArm } from './arm-accesses.ts';
import { armsOf } from './arms.ts';
import { Filter, type PlacedArm } from './filter.ts';
import type { IndexOptions } from './index-options.ts';
import type { IndexedRule } from './indexed-rule.ts';
import type { Inputs } from './inputs.ts';

export class Segment<Payload> {
  /** By key. */
  readonly rules: readonly IndexedRule<Payload>[];
  readonly #inputs: Inputs;
  readonly #options: IndexOptions;
  readonly #found: number[] = [];
  #filter: Filter | null = null;

  constructor(rules: readonly IndexedRule<Payload>[], inputs: Inputs, options: IndexOptions) {
    this.rules = rules;
    this.#inputs = inputs;
    this.#options = options;
  }

  get isScanned(): boolean {
    return this.rules.length < this.#options.scanBelow;
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
    return (this.#filter ??= new Filter(this.#arms(), this.#inputs));
  }

  #arms(): readonly PlacedArm[] {
    const arms: PlacedArm[] = [];
    for (const [rule, { source, schema, isBroken }] of this.rules.entries()) {
      if (isBroken) continue;
      for (const arm of armsOf(source, this.#options.arms))
        arms.push({ rule, needed: accessesOfArm(arm, schema, this.#options) });
    }
    return arms;
  }
}
