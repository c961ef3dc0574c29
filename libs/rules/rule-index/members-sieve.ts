/** Rows by the members that a list must have, or must not. */
import type { MembersInput } from './input.ts';
import { UNTOLD, type Key } from './key.ts';
import { MultiSieve, type Meeting } from './multi-sieve.ts';
import { postsOf, type Need } from './posts.ts';
import type { Sieve } from './sieve.ts';

/** A sieve of `needs` of members. */
export function membersSieve(input: MembersInput, needs: readonly Need<Key>[], rows: number): Sieve {
  const found = postsOf(needs, rows, false);
  const meeting: Meeting = (change, meet) => {
    const keys = input.read(change);
    if (keys === UNTOLD) return false;
    for (const key of keys) meet(found.posts.get(key));
    return true;
  };
  return new MultiSieve(meeting, found);
}
