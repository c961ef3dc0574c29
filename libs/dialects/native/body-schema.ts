/** The body of a native definition: validation and OpenAPI document at once. */
import { graphSchema, triggerSchema } from '@upshot/definitions';
import { z } from 'zod';

/** Characters that hide or reverse what a person reads: controls and bidirectional overrides. */
const HIDDEN = /^[^\p{Cc}\u202a-\u202e\u2066-\u2069]*$/u;

const MAX_NAME = 255;
const MAX_DESCRIPTION = 10_000;

const name = z
  .string()
  .max(MAX_NAME)
  .regex(/\S/u, 'must not be empty')
  .regex(HIDDEN, 'must not hold control characters');

/** What a client writes. */
export const definitionBodySchema = z.strictObject({
  name,
  description: z.string().max(MAX_DESCRIPTION).nullish(),
  active: z.boolean().optional().describe('Whether it starts runs; true unless said.'),
  sandbox: z.boolean().optional().describe('Whether its runs describe every effect and carry none out.'),
  trigger: triggerSchema,
  graph: graphSchema,
});
