/** Sets variables of the run, which branches, loops and templates then read. */
import type { FieldValue } from '@upshot/values';
import { z } from 'zod';
import { nodeId } from './node-id.ts';
import type { NodeSpec } from './node-spec.ts';

/** A value as it stands; or what is found at a path: `record.<field>`, `steps.<node>.output.<key>`, `variables.<name>`. */
export type Assigned = { readonly value: FieldValue } | { readonly from: string };

export interface SetNode {
  readonly kind: 'set';
  readonly id: string;
  readonly variables: Readonly<Record<string, Assigned>>;
}

const assigned: z.ZodType<Assigned> = z.union([
  z.strictObject({ value: z.json() }),
  z.strictObject({
    from: z
      .string()
      .regex(/^(record|steps|variables)\./u)
      .max(400),
  }),
]);

/** Variables by name. */
export const variablesSchema = z.record(z.string().regex(/^[a-z][a-zA-Z0-9_]{0,63}$/u), assigned);

export const setSpec: NodeSpec<SetNode> = {
  schema: z.strictObject({
    kind: z.literal('set'),
    id: nodeId,
    variables: variablesSchema,
  }),
  outcomes: () => ['done'],
};
