/** A join: where the arms of a parallel split meet again. */
import { z } from 'zod';
import { nodeId } from './node-id.ts';
import type { NodeSpec } from './node-spec.ts';

export interface JoinNode {
  readonly kind: 'join';
  readonly id: string;
  /** The parallel node whose arms meet. */
  readonly of: string;
  /** `all`: every arm that has not ended elsewhere. `any`: the first; what is open on the others is cancelled. */
  readonly needs: 'all' | 'any';
}

export const joinSpec: NodeSpec<JoinNode> = {
  schema: z.strictObject({
    kind: z.literal('join'),
    id: nodeId,
    of: nodeId,
    needs: z.enum(['all', 'any']),
  }),
  outcomes: () => ['done'],
};
