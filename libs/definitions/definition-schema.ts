/** The zod schema of the native definition: what is read from Kafka is checked by it once, when it arrives. */
import type { FieldValue } from '@upshot/values';
import { z } from 'zod';
import { criteriaSchema } from './criteria-schema.ts';
import { ACTION_CHANNELS, DIALECTS, type ActionName, type Definition, type Graph } from './definition.ts';
import { triggerSchema } from './trigger-schema.ts';

const fieldValue: z.ZodType<FieldValue> = z.json();
const config = z.record(z.string(), fieldValue);
const actionName = z.string().transform((name, context): ActionName => {
  const known = Object.keys(ACTION_CHANNELS).find((each): each is ActionName => each === name);
  if (known === undefined) context.addIssue({ code: 'custom', message: 'unknown action' });
  return known ?? 'webhook';
});

const node = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('action'), id: z.string().min(1), action: actionName, config }),
  z.strictObject({ kind: z.literal('branch'), id: z.string().min(1), criteria: criteriaSchema }),
  z.strictObject({
    kind: z.literal('wait'),
    id: z.string().min(1),
    durationMs: z.number().int().nonnegative(),
  }),
]);

const edge = z.strictObject({ from: z.string(), outcome: z.enum(['done', 'yes', 'no']), to: z.string() });

/** A graph as JSON. */
export const graphSchema: z.ZodType<Graph> = z.strictObject({
  start: z.string().nullable(),
  nodes: z.array(node).readonly(),
  edges: z.array(edge).readonly(),
});

/** A whole definition as JSON, as it stands in the `document` of a record on `upshot.definitions`. */
export const definitionSchema: z.ZodType<Definition> = z.strictObject({
  tenantId: z.string().min(1),
  id: z.string().min(1),
  name: z.string().min(1),
  dialect: z.enum(DIALECTS),
  active: z.boolean(),
  version: z.number().int().positive(),
  trigger: triggerSchema,
  graph: graphSchema,
});
