/** The nodes at which runs of a definition wait for their record, in its newest version and in those before it. */
import type { Criteria } from '@upshot/rules';
import { z } from 'zod';
import { criteriaSchema } from './criteria-schema.ts';
import type { Definition } from './definition.ts';
import type { Node } from './nodes/index.ts';
import { awaitedEventSchema, type AwaitedEvent } from './nodes/wait-for-event.ts';

/** What a run waits for at a node: an event of its record, or a move of the date that a wait counts from. */
export type Awaits =
  | { readonly kind: 'event'; readonly event: AwaitedEvent; readonly criteria?: Criteria | undefined }
  | { readonly kind: 'date'; readonly field: string };

/** A node of one version at which its runs wait for their record, of that module. */
export interface WaitingNode {
  readonly nodeId: string;
  readonly module: string;
  readonly awaits: Awaits;
}

/** How runs on earlier versions wait, from the one to the other. */
export interface FormerNode extends WaitingNode {
  readonly fromVersion: number;
  readonly toVersion: number;
}

/** What is told of a definition's versions beside its newest one. */
export interface Awaited {
  /** Since which version runs wait at a node as those on the newest one do. */
  readonly current: readonly { readonly nodeId: string; readonly fromVersion: number }[];
  readonly former: readonly FormerNode[];
}

/** The nodes of one version at which its runs wait for their record. Waits that end by the clock alone are none. */
export function waitingNodes({
  trigger: { module },
  graph,
}: Pick<Definition, 'trigger' | 'graph'>): readonly WaitingNode[] {
  return graph.nodes.flatMap((node) => {
    const awaits = awaitsAt(node);
    return awaits === null ? [] : [{ nodeId: node.id, module, awaits }];
  });
}

function awaitsAt(node: Node): Awaits | null {
  if (node.kind === 'wait_for_event') {
    const { event, criteria } = node;
    return { kind: 'event', event, ...(criteria !== undefined && { criteria }) };
  }
  if (node.kind !== 'wait' || node.until.kind !== 'date') return null;
  return { kind: 'date', field: node.until.field };
}

/** What a run waits for, as JSON. */
export const awaitsSchema: z.ZodType<Awaits> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('event'), event: awaitedEventSchema, criteria: criteriaSchema.optional() }),
  z.object({ kind: z.literal('date'), field: z.string() }),
]);
const version = z.number().int().nonnegative();
const formerSchema: z.ZodType<FormerNode> = z.object({
  nodeId: z.string(),
  module: z.string(),
  awaits: awaitsSchema,
  fromVersion: version,
  toVersion: version,
});
const awaitedSchema = z.object({
  current: z.array(z.object({ nodeId: z.string(), fromVersion: version })),
  former: z.array(z.unknown()),
});

/**
 * Reads `Awaited` from its JSON; null where it is none. A former node of a kind that a newer process knows is left out: the others
 * are heard all the same.
 */
export function readAwaited(json: unknown): Awaited | null {
  const parsed = awaitedSchema.safeParse(json);
  if (!parsed.success) return null;
  const former = parsed.data.former.flatMap((each) => formerSchema.safeParse(each).data ?? []);
  return { current: parsed.data.current, former };
}
