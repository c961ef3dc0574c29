/** A node that waits for something to happen to the record, for so long at most. */
import type { Criteria } from '@upshot/rules';
import { z } from 'zod';
import { criteriaSchema } from '../criteria-schema.ts';
import { ROW_KINDS, type RowKind } from '../trigger.ts';
import { nodeId } from './node-id.ts';
import type { NodeSpec } from './node-spec.ts';

/** A kind of change of the record's row, or the type of an activity on it. */
export type AwaitedEvent =
  | { readonly kind: 'change'; readonly change: RowKind }
  | { readonly kind: 'activity'; readonly type: string };

export interface WaitForEventNode {
  readonly kind: 'wait_for_event';
  readonly id: string;
  readonly event: AwaitedEvent;
  /** What the event's change must meet too. */
  readonly criteria?: Criteria | undefined;
  /** Left out: it waits for as long as the run lives. */
  readonly timeoutMs?: number | undefined;
}

/** An awaited event as JSON. */
export const awaitedEventSchema: z.ZodType<AwaitedEvent> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('change'), change: z.enum(ROW_KINDS) }),
  z.strictObject({ kind: z.literal('activity'), type: z.string().min(1).max(200) }),
]);

export const waitForEventSpec: NodeSpec<WaitForEventNode> = {
  schema: z.strictObject({
    kind: z.literal('wait_for_event'),
    id: nodeId,
    event: awaitedEventSchema,
    criteria: criteriaSchema.optional(),
    timeoutMs: z.number().int().positive().optional(),
  }),
  outcomes: ({ timeoutMs }) => (timeoutMs === undefined ? ['happened'] : ['happened', 'timeout']),
};
