/** The config of `create_task`: what is to be done, by whom, until when. */
import { z } from 'zod';

const id = z
  .union([z.string().max(256), z.number().int()])
  .transform(String)
  .nullish();
const days = z.number().min(-3650).max(3650).nullish();
const text = z.string().max(10_000).nullish();

/** The ids of type, status and priority are written where the source mapping has a field for them. */
export const createTaskConfig = z
  .strictObject({
    title: z.string().max(500).optional().default('Follow up'),
    description: text,
    dueOffsetDays: days,
    startOffsetDays: days,
    assignedTo: z.enum(['owner', 'specific']).optional().default('owner'),
    specificUserId: id,
    taskTypeId: id,
    statusId: id,
    status: text,
    priorityId: id,
    priority: text,
    estimatedMinutes: z.number().nonnegative().nullish(),
    tags: z.union([z.string().max(4096), z.array(z.string().max(256)).max(100)]).nullish(),
  })
  .refine((config) => config.assignedTo !== 'specific' || (config.specificUserId ?? '') !== '', {
    path: ['specificUserId'],
    message: 'is required where assignedTo is specific',
  });

export type CreateTaskConfig = z.output<typeof createTaskConfig>;
