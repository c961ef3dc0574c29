/** An action node: one outward act on one channel. */
import type { FieldValue } from '@upshot/values';
import { z } from 'zod';
import { ACTION_CHANNELS, CHANNEL_ANSWERS, type ActionName } from '../actions.ts';
import { nodeId } from './node-id.ts';
import type { NodeSpec } from './node-spec.ts';

export type Config = Readonly<Record<string, FieldValue>>;

export interface ActionNode {
  readonly kind: 'action';
  readonly id: string;
  readonly action: ActionName;
  readonly config: Config;
}

const actionName = z.string().transform((name, context): ActionName => {
  const known = Object.keys(ACTION_CHANNELS).find((each): each is ActionName => each === name);
  if (known === undefined) context.addIssue({ code: 'custom', message: 'unknown action' });
  return known ?? 'webhook';
});

const HOW_ACTS_END = ['done', 'succeeded', 'skipped', 'failed', 'unknown_outcome'] as const;

/**
 * `done`: it succeeded or was skipped, where these have no edge of their own. A failure without an edge fails the run. What else an
 * action's channel answers (a call: `answered`, `no_answer`, `busy`, …) is an outcome too, and comes before `succeeded`.
 */
export const actionSpec: NodeSpec<ActionNode> = {
  schema: z.strictObject({
    kind: z.literal('action'),
    id: nodeId,
    action: actionName,
    config: z.record(z.string(), z.json()),
  }),
  outcomes: ({ action }) => [...HOW_ACTS_END, ...CHANNEL_ANSWERS[ACTION_CHANNELS[action]]],
};
