/** Choosing one user of a pool. Pure: chance comes from the effect's id, so that a second attempt chooses the same. */
import { createHash } from 'node:crypto';
import type { AssignOwnerConfig } from '@upshot/actions';

/** The users to choose from, each once: of `pool` or `userIds`, else those who have a weight. */
export function poolOf({ pool, userIds, weights }: AssignOwnerConfig): readonly string[] {
  const lists = [pool ?? [], userIds ?? [], (weights ?? []).map(({ userId }) => userId)];
  return [...new Set(lists.find((list) => list.length > 0))];
}

/** A user by weight (1 where none is given), drawn by the effect's id; null where every weight is 0. */
export function weightedChoice(
  pool: readonly string[],
  weights: NonNullable<AssignOwnerConfig['weights']>,
  effectId: string,
): string | null {
  const weightOf = (user: string): number => weights.find(({ userId }) => userId === user)?.weight ?? 1;
  const total = pool.reduce((sum, user) => sum + weightOf(user), 0);
  let rest = drawOf(effectId) * total;
  for (const user of pool) {
    rest -= weightOf(user);
    if (rest < 0) return user;
  }
  return null;
}

/** The user with the fewest records; of several, the first in the pool. */
export function leastLoaded(pool: readonly string[], counts: ReadonlyMap<string, number>): string | null {
  const [first, ...others] = pool;
  if (first === undefined) return null;
  const loadOf = (user: string): number => counts.get(user) ?? 0;
  return others.reduce((least, user) => (loadOf(user) < loadOf(least) ? user : least), first);
}

/** A number from 0 up to 1 that an id always gives. */
const drawOf = (effectId: string): number =>
  createHash('sha256').update(effectId).digest().readUIntBE(0, 6) / 2 ** 48;
