/** A small seeded source of chance (mulberry32), so that every engine and every machine gets the same workload. */
import { UpshotError } from '@upshot/errors';

export interface Random {
  /** At least 0 and below 1. */
  readonly next: () => number;
  /** A whole number of at least 0 and below `below`. */
  readonly int: (below: number) => number;
  readonly chance: (share: number) => boolean;
  readonly pick: <T>(list: readonly T[]) => T;
}

/** A source of its own for each seed and label, so that more of one thing does not change another. */
export function randomOf(seed: number, label: string): Random {
  let state = hash(`${seed}/${label}`);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (below: number): number => Math.floor(next() * below);
  return { next, int, chance: (share) => next() < share, pick: (list) => at(list, int(list.length)) };
}

/** Some of `list`, each of another place. */
export function sample<T>(random: Random, list: readonly T[], count: number): T[] {
  const left = [...list];
  return Array.from({ length: Math.min(count, list.length) }, () =>
    left.splice(random.int(left.length), 1),
  ).flat();
}

/** Draws from `values` by weights of their own. */
export function weighted<T>(
  values: readonly T[],
  weightOf: (value: T, place: number) => number,
): (random: Random) => T {
  let total = 0;
  const ends = values.map((value, place) => (total += weightOf(value, place)));
  return (random) => {
    const drawn = random.next() * total;
    return at(values, firstAbove(ends, drawn));
  };
}

/** Draws from `values` with the earlier the likelier: the share of place n falls with n to the power of `steepness`. */
export const skewed = <T>(values: readonly T[], steepness: number): ((random: Random) => T) =>
  weighted(values, (_value, place) => (place + 1) ** -steepness);

/** The element at `place`; that there is none is a fault of the workload. */
export function at<T>(list: readonly T[], place: number): T {
  const found = list[place];
  if (found === undefined) throw new UpshotError('internal', `the workload has nothing at ${place}`);
  return found;
}

function firstAbove(ends: readonly number[], drawn: number): number {
  let [low, high] = [0, ends.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(ends, middle) > drawn) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** FNV-1a. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let place = 0; place < text.length; place += 1)
    state = Math.imul(state ^ text.charCodeAt(place), 0x01000193);
  return state;
}
