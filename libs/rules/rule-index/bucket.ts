/**
 * The rules of one tenant, module and kind. A change of one of them goes into a small second segment, which alone is built anew;
 * when that has grown to a sixteenth of the first, both become one.
 */
import type { RecordChange } from '@upshot/values';
import { byKey, type IndexedRule } from './indexed-rule.ts';
import type { ModuleGround } from './module-ground.ts';
import type { Candidates } from './rule.ts';
import { Segment } from './segment.ts';

const SHARE = 16;
const FEW = 64;

export class Bucket<Payload> {
  readonly size: number;
  readonly #first: Segment<Payload>;
  readonly #second: Segment<Payload>;
  /** Those of the first segment that are no longer in force. */
  readonly #gone: ReadonlySet<IndexedRule<Payload>>;
  readonly #ground: ModuleGround;
  #rules: readonly IndexedRule<Payload>[] | null = null;

  private constructor(
    first: Segment<Payload>,
    second: readonly IndexedRule<Payload>[],
    gone: ReadonlySet<IndexedRule<Payload>>,
    ground: ModuleGround,
  ) {
    this.size = first.rules.length - gone.size + second.length;
    this.#first = first;
    this.#second = new Segment(second, ground);
    this.#gone = gone;
    this.#ground = ground;
  }

  static of<Payload>(rules: readonly IndexedRule<Payload>[], ground: ModuleGround): Bucket<Payload> {
    const first = new Segment(rules.toSorted(byKey), ground);
    return new Bucket(first, [], new Set(), ground);
  }

  /** All of them, by key. */
  get rules(): readonly IndexedRule<Payload>[] {
    return (this.#rules ??= this.#inForce([...this.#first.rules, ...this.#second.rules]));
  }

  /** The rules that the change may meet, and the number of the others. A snapshot read meets none. */
  candidates(change: RecordChange): Candidates<Payload> {
    const [matching, rules]: [IndexedRule<Payload>[], IndexedRule<Payload>[]] = [[], []];
    if (change.operation === 'read') return { matching, rules, ruledOut: this.size };
    this.#first.find(change, matching, rules);
    if (this.#gone.size === 0 && this.#second.rules.length === 0)
      return { matching, rules, ruledOut: this.size - matching.length - rules.length };
    this.#second.find(change, matching, rules);
    const [met, asked] = [this.#inForce(matching), this.#inForce(rules)];
    return { matching: met, rules: asked, ruledOut: this.size - met.length - asked.length };
  }

  /** The bucket with `rule` in the place of `former`. */
  with(rule: IndexedRule<Payload> | null, former: IndexedRule<Payload> | null): Bucket<Payload> {
    const second = this.#second.rules.filter((each) => each !== former);
    const gone = new Set(this.#gone);
    if (former !== null && second.length === this.#second.rules.length) gone.add(former);
    if (rule !== null) second.push(rule);
    const next = new Bucket(this.#first, second.sort(byKey), gone, this.#ground);
    return second.length + gone.size <= Math.max(FEW, this.#first.rules.length / SHARE)
      ? next
      : Bucket.of(next.rules, this.#ground);
  }

  /** The bucket, with all built that its first question would build otherwise. */
  prepared(): this {
    if (!this.#first.isScanned) this.#first.prepare();
    return this;
  }

  #inForce(rules: readonly IndexedRule<Payload>[]): readonly IndexedRule<Payload>[] {
    return rules.filter((rule) => !this.#gone.has(rule)).sort(byKey);
  }
}
