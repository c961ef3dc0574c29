/** The zod schema of a trigger. */
import { dateScheduleSchema } from '@upshot/calendar';
import { z } from 'zod';
import { LIMIT_UNITS, limitMs, type WatchedActivity } from './activity.ts';
import { criteriaSchema } from './criteria-schema.ts';
import { TRIGGER_KINDS, type Reentry, type Trigger } from './trigger.ts';

/** The longest cool-down: ten years. */
const LONGEST_COOL_DOWN_MS = 10 * 366 * 86_400_000;

const columns = z.array(z.string().min(1)).min(1).max(100).readonly();

/** The longest wait for an activity: a year and a day. */
const LONGEST_LIMIT_MS = 366 * 86_400_000;

const activityType = z.string().min(1).max(63);

const watchedActivity: z.ZodType<WatchedActivity> = z.strictObject({
  type: activityType,
  awaited: z
    .strictObject({
      type: activityType,
      within: z
        .strictObject({ amount: z.int().positive(), unit: z.enum(LIMIT_UNITS) })
        .refine((within) => limitMs(within) <= LONGEST_LIMIT_MS, 'must not be longer than 366 days'),
      fires: z.enum(['missing', 'in_time']),
      correlation: z.string().min(1).max(63).nullable(),
    })
    .optional(),
});

const reentry: z.ZodType<Reentry> = z.discriminatedUnion('policy', [
  z.strictObject({ policy: z.enum(['every_time', 'once_per_record', 'not_while_active']) }),
  z.strictObject({
    policy: z.literal('cool_down'),
    coolDownMs: z.number().int().positive().max(LONGEST_COOL_DOWN_MS),
  }),
]);

/** A trigger as JSON. */
export const triggerSchema: z.ZodType<Trigger> = z.strictObject({
  module: z.string().min(1),
  kind: z.enum(TRIGGER_KINDS),
  name: z.string().min(1),
  criteria: criteriaSchema,
  maxDepth: z.number().int().nonnegative(),
  fields: z.strictObject({ match: z.enum(['any', 'all']), names: columns }).optional(),
  score: z
    .strictObject({ direction: z.enum(['up', 'down', 'either']), columns: columns.nullable() })
    .optional(),
  activity: watchedActivity.optional(),
  schedule: dateScheduleSchema.optional(),
  dated: z.strictObject({ module: z.string().min(1), lookup: z.string().min(1) }).optional(),
  reentry: reentry.optional(),
});
