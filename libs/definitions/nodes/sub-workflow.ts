/** A sub-workflow: starts a run of another definition on the same record, and may wait for its end. */
import { z } from 'zod';
import { nodeId } from './node-id.ts';
import type { NodeSpec } from './node-spec.ts';
import { variablesSchema, type Assigned } from './set.ts';

export interface SubWorkflowNode {
  readonly kind: 'sub_workflow';
  readonly id: string;
  readonly definitionId: string;
  /** Whether the run waits for the other to end; else it goes on at once, with `started`. */
  readonly awaits: boolean;
  /** Variables that the other run begins with. */
  readonly variables: Readonly<Record<string, Assigned>>;
}

export const subWorkflowSpec: NodeSpec<SubWorkflowNode> = {
  schema: z.strictObject({
    kind: z.literal('sub_workflow'),
    id: nodeId,
    definitionId: z.string().min(1).max(200),
    awaits: z.boolean(),
    variables: variablesSchema,
  }),
  outcomes: ({ awaits }) =>
    awaits ? ['completed', 'skipped', 'failed', 'cancelled', 'not_found'] : ['started'],
};
