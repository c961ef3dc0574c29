/** A bounded loop: the run comes by again and again, for so many turns at most. */
import type { Criteria } from '@upshot/rules';
import { z } from 'zod';
import { criteriaSchema } from '../criteria-schema.ts';
import type { AskedRecord } from './branch.ts';
import { nodeId } from './node-id.ts';
import type { NodeSpec } from './node-spec.ts';

export const MOST_TURNS = 1_000;

export interface LoopNode {
  readonly kind: 'loop';
  readonly id: string;
  readonly most: number;
  /** Whether there is another turn; left out: until `most`. Asked as a branch is. */
  readonly while?: Criteria | undefined;
  readonly record?: AskedRecord | undefined;
}

/** `again` leads into the body, whose end leads back to this node; `done` leads on. */
export const loopSpec: NodeSpec<LoopNode> = {
  schema: z.strictObject({
    kind: z.literal('loop'),
    id: nodeId,
    most: z.number().int().min(1).max(MOST_TURNS),
    while: criteriaSchema.optional(),
    record: z.enum(['at_trigger', 'now']).optional(),
  }),
  outcomes: () => ['again', 'done'],
};
