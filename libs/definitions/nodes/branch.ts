/** A branch node: ordered questions, of which the first that holds says where the run goes on. */
import type { Criteria } from '@upshot/rules';
import { z } from 'zod';
import { criteriaSchema } from '../criteria-schema.ts';
import { nodeId } from './node-id.ts';
import type { NodeSpec } from './node-spec.ts';

/** Which image of the record is asked: the triggering change with what steps have written since, or the record as the mirror has it. */
export type AskedRecord = 'at_trigger' | 'now';

/**
 * One question. Beside the module's fields, criteria may name `$steps.<node>.outcome`, `$steps.<node>.output.<key>` and
 * `$variables.<name>`.
 */
export interface BranchArm {
  readonly outcome: string;
  readonly criteria: Criteria;
  /** Left out: `at_trigger`. */
  readonly record?: AskedRecord | undefined;
}

export interface BranchNode {
  readonly kind: 'branch';
  readonly id: string;
  readonly arms: readonly BranchArm[];
  /** The outcome where no question holds. */
  readonly otherwise: string;
}

const outcome = z.string().min(1).max(100);

export const branchSpec: NodeSpec<BranchNode> = {
  schema: z.strictObject({
    kind: z.literal('branch'),
    id: nodeId,
    arms: z
      .array(
        z.strictObject({
          outcome,
          criteria: criteriaSchema,
          record: z.enum(['at_trigger', 'now']).optional(),
        }),
      )
      .min(1)
      .readonly(),
    otherwise: outcome,
  }),
  outcomes: ({ arms, otherwise }) => [...new Set([...arms.map((arm) => arm.outcome), otherwise])],
};

/** The branch of one question: `yes` where it holds, else `no`. */
export const yesOrNo = (criteria: Criteria): Pick<BranchNode, 'kind' | 'arms' | 'otherwise'> => ({
  kind: 'branch',
  arms: [{ outcome: 'yes', criteria }],
  otherwise: 'no',
});
