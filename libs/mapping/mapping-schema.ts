/** The zod schema of a source mapping file, before names are looked up in each other. */
import { isZone } from '@upshot/calendar';
import { FIELD_TYPES } from '@upshot/values';
import { z } from 'zod';

const RESERVED = ['__proto__', 'constructor', 'prototype'];

const identifier = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_$]{0,62}$/, 'is not a column name: letters, digits and _ only, at most 63')
  .refine((name) => !RESERVED.includes(name), 'is a reserved name');

const moduleName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,62}$/, 'is not a module name: lower case letters, digits and _ only');

const tableName = z.string().regex(/^[A-Za-z_][\w$]{0,62}\.[A-Za-z_][\w$]{0,62}$/, 'is not `schema.table`');

const topic = z
  .string()
  .regex(/^[\w.-]{1,249}$/, 'is not a topic name: letters, digits, `.`, `_` and `-` only');

const fieldType = z.enum(FIELD_TYPES, {
  error: () => `is not a field type: one of ${FIELD_TYPES.join(', ')}`,
});

const field = z.union([fieldType, z.strictObject({ type: fieldType, writable: z.boolean().default(true) })], {
  error: () => `is not a field: a type (${FIELD_TYPES.join(', ')}) or { type, writable }`,
});

const tenant = z.union(
  [z.strictObject({ column: identifier }), z.strictObject({ constant: z.string().min(1).max(200) })],
  {
    error: () => 'is not a tenant: { column: … } or { constant: … }',
  },
);

const values = z
  .array(z.union([z.string(), z.number(), z.boolean()]).transform(String))
  .min(1, 'needs at least one value');

const roles = z.strictObject({
  owner: identifier.optional(),
  stage: identifier.optional(),
  status: identifier.optional(),
  score: identifier.optional(),
  dueDate: identifier.optional(),
  completed: identifier.optional(),
  converted: identifier.optional(),
  tags: identifier.optional(),
  email: identifier.optional(),
  phone: identifier.optional(),
  name: identifier.optional(),
  customFields: identifier.optional(),
  timeZone: identifier.optional(),
  cause: identifier.optional(),
});

const activityType = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,62}$/, 'is not an activity type: lower case letters, digits and _ only');

const sectionId = z
  .string()
  .regex(/^[\w.-]{1,100}$/, 'is not a section id: letters, digits, `.`, `_` and `-` only')
  .refine((name) => !RESERVED.includes(name), 'is a reserved name');

const columns = z.array(identifier).min(1, 'needs at least one column');

const moduleEntry = z.strictObject({
  table: tableName.optional(),
  topic: topic.optional(),
  id: identifier.optional(),
  tenant: tenant.optional(),
  fields: z.record(identifier, field).default({}),
  roles: roles.default({}),
  outcomes: z
    .strictObject({ won: values.optional(), lost: values.optional(), completed: values.optional() })
    .default({}),
  scores: z.record(identifier, identifier).default({}),
  sections: z.record(sectionId, columns).default({}),
  activities: z.record(activityType, z.record(identifier, fieldType)).default({}),
  aliases: z.record(identifier, identifier).default({}),
  lookups: z.record(identifier, z.strictObject({ column: identifier, module: z.string() })).default({}),
});

export const mappingFile = z.strictObject({
  version: z.literal(1, { error: () => 'is not a version that is known: 1' }),
  topicPrefix: topic.optional(),
  timeZone: z
    .string()
    .refine(isZone, 'is not a time zone: a region and place (Europe/Berlin), or UTC')
    .optional(),
  tenant: tenant.optional(),
  modules: z.record(moduleName, moduleEntry),
});

export type ModuleEntry = z.infer<typeof moduleEntry>;
export type MappingFile = z.infer<typeof mappingFile>;
