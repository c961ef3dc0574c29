/** The zod schema of a trigger. */
import { dateScheduleSchema } from '@upshot/calendar';
import { z } from 'zod';
import { criteriaSchema } from './criteria-schema.ts';
import { TRIGGER_KINDS, type Reentry, type Trigger } from './trigger.ts';

/** The longest cool-down: ten years. */
const LONGEST_COOL_DOWN_MS = 10 * 366 * 86_400_000;

const columns = z.array(z.string().min(1)).min(1).max(100).readonly();

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
  schedule: dateScheduleSchema.optional(),
  dated: z.strictObject({ module: z.string().min(1), lookup: z.string().min(1) }).optional(),
  reentry: reentry.optional(),
});
