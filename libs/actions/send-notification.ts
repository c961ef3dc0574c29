/** The config of `send_notification`: whose inbox, and what it says. */
import { z } from 'zod';

const userId = z.union([z.string().max(256), z.number().int()]).transform(String);

/**
 * `to` is `owner`, a user's id or a list of them; `specific` takes the ids from the other keys. Left out, it is `specific`
 * where one of those is given, else `owner`.
 */
export const sendNotificationConfig = z.strictObject({
  to: z.union([userId, z.array(userId).max(100)]).optional(),
  specificUserId: userId.nullish(),
  userId: userId.nullish(),
  userIds: z.array(userId).max(100).nullish(),
  title: z.string().max(500).optional().default('Workflow Alert'),
  message: z.string().max(10_000).optional().default(''),
});

export type SendNotificationConfig = z.output<typeof sendNotificationConfig>;
