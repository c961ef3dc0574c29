/** A parallel split: the run goes on along all its arms at once. */
import { z } from 'zod';
import { nodeId } from './node-id.ts';
import type { NodeSpec } from './node-spec.ts';

export interface ParallelNode {
  readonly kind: 'parallel';
  readonly id: string;
  /** Each is an outcome. An arm without an edge is over at once. */
  readonly arms: readonly string[];
}

export const parallelSpec: NodeSpec<ParallelNode> = {
  schema: z.strictObject({
    kind: z.literal('parallel'),
    id: nodeId,
    arms: z
      .array(z.string().min(1).max(100))
      .min(2)
      .max(20)
      .readonly()
      .refine((arms) => new Set(arms).size === arms.length, 'two arms have one name'),
  }),
  outcomes: ({ arms }) => [...arms],
};
