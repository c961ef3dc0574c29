/** What clients send to work on a task. */
import type { FieldValue } from '@upshot/values';
import { z } from 'zod';
import { actorBody } from './actor.ts';

const comment = z.string().max(2_000);
const acknowledges = z
  .string()
  .min(1)
  .max(100)
  .describe('The `changes.tag` of the task as it was shown: asked for where the record has changed.');
/** A body is JSON already; which values a field takes, its form says. */
const values = z.record(z.string(), z.custom<FieldValue>());

export const claimBody = z.strictObject({
  actor: actorBody.optional(),
  comment: comment.optional(),
});
export const rejectBody = z.strictObject({
  actor: actorBody.optional(),
  comment: comment.min(1).describe('Why.'),
});
export const reassignBody = z.strictObject({
  actor: actorBody.optional(),
  comment: comment.optional(),
  assignment: z.strictObject({ to: z.enum(['user', 'group', 'queue']), id: z.string().min(1).max(200) }),
});
export const completeBody = z.strictObject({
  actor: actorBody.optional(),
  comment: comment.optional(),
  decision: z.string().min(1).max(100).describe('One of the `decisions` of the task.'),
  values: values.optional().describe('What was filled in, by the names of the `form`.'),
  acknowledges: acknowledges.optional(),
});
