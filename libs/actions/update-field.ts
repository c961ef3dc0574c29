/** The config of `update_field`: which field of which module, and the value. */
import { z } from 'zod';

const name = z.string().trim().min(1).max(256);

/** `fieldKey` and `field` are two names for one thing, in camelCase or snake_case. */
export const updateFieldConfig = z
  .strictObject({
    fieldKey: name.optional(),
    field: name.optional(),
    value: z.json(),
    entity: z.string().trim().max(256).nullish(),
  })
  .refine((config) => config.fieldKey !== undefined || config.field !== undefined, {
    path: ['fieldKey'],
    message: 'is required',
  });

export type UpdateFieldConfig = z.output<typeof updateFieldConfig>;
