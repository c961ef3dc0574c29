/** An end: the run is over here, along all its arms, with a reason of its own. */
import { z } from 'zod';
import { nodeId } from './node-id.ts';
import type { NodeSpec } from './node-spec.ts';

export interface EndNode {
  readonly kind: 'end';
  readonly id: string;
  readonly status: 'completed' | 'failed';
  readonly reason: string;
}

export const endSpec: NodeSpec<EndNode> = {
  schema: z.strictObject({
    kind: z.literal('end'),
    id: nodeId,
    status: z.enum(['completed', 'failed']),
    reason: z.string().min(1).max(200),
  }),
  outcomes: () => [],
};
