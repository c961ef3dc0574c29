/**
 * Sees which of the prefixes that rows name a text begins with. Of all prefixes in order, these are the nearest one before the text
 * that is one of its beginnings, and the prefixes of that one: what lies between a beginning and the text begins so too.
 */
import type { RecordChange } from '@upshot/values';
import type { Access } from '../access.ts';
import type { TextInput } from '../input.ts';
import { UNTOLD } from '../key.ts';
import { CANNOT_TELL, NOTHING_NAMED, SEES_ONE, type Lens } from './lens.ts';

interface Step {
  readonly prefix: string;
  readonly number: number;
  /** The longest other prefix that this one begins with. */
  readonly outer: Step | null;
}

export class PrefixLens implements Lens {
  readonly sees = 'many';
  readonly seen: number[] = [];
  readonly has = SEES_ONE.has;
  readonly worth = 0.8;
  readonly #input: TextInput;
  readonly #numbers = new Map<string, number>();
  #steps: readonly Step[] | null = null;
  /** The letters one to three of each prefix, and four to six: what texts need not be compared for. */
  #heads = new Float64Array();
  #nexts = new Float64Array();

  constructor(input: TextInput) {
    this.#input = input;
  }

  note(access: Access): void {
    for (const each of prefixesOf(access))
      if (!this.#numbers.has(each)) this.#numbers.set(each, this.#numbers.size);
  }

  encode(access: Access): readonly number[] {
    return prefixesOf(access).map((prefix) => this.#numbers.get(prefix) ?? NOTHING_NAMED);
  }

  look(change: RecordChange): number {
    const text = this.#input.read(change);
    if (text === UNTOLD) return CANNOT_TELL;
    if (text === undefined) return 0;
    let count = 0;
    for (let step = this.#stepBefore(text); step !== null; step = step.outer)
      if (text.startsWith(step.prefix)) this.seen[count++] = step.number;
    return count;
  }

  #sorted(): readonly Step[] {
    if (this.#steps !== null) return this.#steps;
    this.#steps = stepsOf(this.#numbers);
    this.#heads = Float64Array.from(this.#steps, ({ prefix }) => lettersOf(prefix, 0));
    this.#nexts = Float64Array.from(this.#steps, ({ prefix }) => lettersOf(prefix, 3));
    return this.#steps;
  }

  /** The last step whose prefix does not come after the text. */
  #stepBefore(text: string): Step | null {
    const steps = this.#sorted();
    const [head, next] = [lettersOf(text, 0), lettersOf(text, 3)];
    let [low, high] = [0, steps.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#isAfter(middle, head, next, text)) high = middle;
      else low = middle + 1;
    }
    return steps[low - 1] ?? null;
  }

  #isAfter(place: number, head: number, next: number, text: string): boolean {
    const otherHead = this.#heads[place] ?? 0;
    if (otherHead !== head) return otherHead > head;
    const otherNext = this.#nexts[place] ?? 0;
    return otherNext === next ? (this.#steps?.[place]?.prefix ?? '') > text : otherNext > next;
  }
}

function stepsOf(numbers: ReadonlyMap<string, number>): readonly Step[] {
  const steps: Step[] = [];
  for (const [prefix, number] of [...numbers].sort(([one], [other]) => (one < other ? -1 : 1))) {
    let outer = steps.at(-1) ?? null;
    while (outer !== null && !prefix.startsWith(outer.prefix)) outer = outer.outer;
    steps.push({ prefix, number, outer });
  }
  return steps;
}

/** Three letters as one number, in the order of texts; where the text ends comes before any letter. */
function lettersOf(text: string, from: number): number {
  const letter = (place: number): number => (place < text.length ? text.charCodeAt(place) + 1 : 0);
  return (letter(from) * 0x1_0001 + letter(from + 1)) * 0x1_0001 + letter(from + 2);
}

const prefixesOf = (access: Access): readonly string[] => (access.kind === 'prefix' ? access.prefixes : []);
