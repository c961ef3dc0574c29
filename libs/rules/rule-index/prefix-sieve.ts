/**
 * Rows by how a text must begin, or must not. Of all prefixes in order, those that a text begins with are the nearest one before it
 * that is one of its beginnings, and the prefixes of that one: what lies between a beginning and the text begins so too.
 */
import type { TextInput } from './input.ts';
import { UNTOLD } from './key.ts';
import { MultiSieve, type Meeting } from './multi-sieve.ts';
import { postsOf, type Need, type Post } from './posts.ts';
import type { Sieve } from './sieve.ts';

interface Step {
  readonly prefix: string;
  readonly post: Post | undefined;
  /** The longest other prefix that this one begins with. */
  readonly outer: Step | null;
}

/** A sieve of `needs` of prefixes. */
export function prefixSieve(input: TextInput, needs: readonly Need<string>[], rows: number): Sieve {
  const found = postsOf(needs, rows, false);
  const steps = stepsOf(found.posts);
  const heads = Float64Array.from(steps, ({ prefix }) => headOf(prefix));
  const meeting: Meeting = (change, meet) => {
    const text = input.read(change);
    if (text === UNTOLD) return false;
    let step = text === undefined ? null : stepBefore(steps, heads, text);
    while (step !== null) {
      if (text?.startsWith(step.prefix) === true) meet(step.post);
      step = step.outer;
    }
    return true;
  };
  return new MultiSieve(meeting, found);
}

function stepsOf(posts: ReadonlyMap<string, Post>): readonly Step[] {
  const steps: Step[] = [];
  const open: Step[] = [];
  for (const prefix of [...posts.keys()].sort(byCode)) {
    while (open.length > 0 && open.at(-1) !== undefined && !prefix.startsWith(open.at(-1)?.prefix ?? ''))
      open.pop();
    const step = { prefix, post: posts.get(prefix), outer: open.at(-1) ?? null };
    steps.push(step);
    open.push(step);
  }
  return steps;
}

const byCode = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

/** The first three letters as one number, in the order of texts. */
function headOf(text: string): number {
  const letter = (place: number): number => (place < text.length ? text.charCodeAt(place) + 1 : 0);
  return (letter(0) * 0x1_0001 + letter(1)) * 0x1_0001 + letter(2);
}

/** The last step whose prefix does not come after the text. */
function stepBefore(steps: readonly Step[], heads: Float64Array, text: string): Step | null {
  const head = headOf(text);
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = heads[middle] ?? 0;
    const isAfter = other === head ? (steps[middle]?.prefix ?? '') > text : other > head;
    if (isAfter) high = middle;
    else low = middle + 1;
  }
  return steps[low - 1] ?? null;
}
