/** The config of `assign_owner`: which users, and how one of them is chosen. */
import { z } from 'zod';

const userId = z.union([z.string().trim().min(1).max(256), z.number().int()]).transform(String);
const pool = z.array(userId).max(1000).nullish();

/** `pool` and `userIds` are two names for one list; an empty one skips the step. */
export const assignOwnerConfig = z.strictObject({
  algorithm: z
    .enum(['round_robin', 'weighted', 'load_based'], 'must be round_robin, weighted or load_based')
    .optional()
    .default('round_robin'),
  pool,
  userIds: pool,
  weights: z
    .array(z.strictObject({ userId, weight: z.number().nonnegative().max(1_000_000) }))
    .max(1000)
    .nullish(),
});

export type AssignOwnerConfig = z.output<typeof assignOwnerConfig>;
