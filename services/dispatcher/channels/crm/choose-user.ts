/** Choosing one user of a pool. Pure: chance comes from the effect's id, so that a second attempt chooses the same. */
import { createHash } from 'node:crypto';
import type { AssignOwnerConfig } from '@upshot/actions';

export interface Pool {
  /** Each user once, in the author's order. */
  readonly users: readonly string[];
  /** 1 for a user who is not named. */
  readonly weights: ReadonlyMap<string, number>;
}

/** The users to choose from: of `pool` or `userIds`, else those who have a weight; `render` makes an id of a template. */
export function poolOf(config: AssignOwnerConfig, render: (template: string) => string): Pool {
  const weights = (config.weights ?? []).map(
    ({ userId, weight }) => [render(userId).trim(), weight] as const,
  );
  const lists = [config.pool, config.userIds].map((list) => (list ?? []).map((each) => render(each).trim()));
  const all = [...lists, weights.map(([userId]) => userId)].find((list) => list.length > 0) ?? [];
  return { users: [...new Set(all)].filter((user) => user !== ''), weights: new Map(weights) };
}

/** A user by weight (1 where none is given), drawn by the effect's id; null where every weight is 0. */
export function weightedChoice({ users, weights }: Pool, effectId: string): string | null {
  const weightOf = (user: string): number => weights.get(user) ?? 1;
  const total = users.reduce((sum, user) => sum + weightOf(user), 0);
  let rest = drawOf(effectId) * total;
  for (const user of users) {
    rest -= weightOf(user);
    if (rest < 0) return user;
  }
  return null;
}

/** The user with the fewest records; of several, the first in the pool. */
export function leastLoaded({ users }: Pool, counts: ReadonlyMap<string, number>): string | null {
  const [first, ...others] = users;
  if (first === undefined) return null;
  const loadOf = (user: string): number => counts.get(user) ?? 0;
  return others.reduce((least, user) => (loadOf(user) < loadOf(least) ? user : least), first);
}

/** A number from 0 up to 1 that an id always gives. */
const drawOf = (effectId: string): number =>
  createHash('sha256').update(effectId).digest().readUIntBE(0, 6) / 2 ** 48;
