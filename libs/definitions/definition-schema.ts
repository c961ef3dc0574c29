/** The zod schema of the native definition: what is read from Kafka is checked by it once, when it arrives. */
import { z } from 'zod';
import { DIALECTS, type Definition, type Graph } from './definition.ts';
import { nodeSchema } from './nodes/index.ts';
import { triggerSchema } from './trigger-schema.ts';

const edge = z.strictObject({ from: z.string(), outcome: z.string().min(1), to: z.string() });

/** A graph as JSON. */
export const graphSchema: z.ZodType<Graph> = z.strictObject({
  start: z.string().nullable(),
  nodes: z.array(nodeSchema).readonly(),
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
  sandbox: z.boolean().optional(),
});
