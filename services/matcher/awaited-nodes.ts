/** The nodes at which runs of a definition wait for their record, as the rule index looks for what they wait for. Pure. */
import {
  waitingNodes,
  type Awaited,
  type AwaitedEvent,
  type Definition,
  type WaitingNode,
} from '@upshot/definitions';
import type { Criteria } from '@upshot/rules';

/** A node, and the versions whose runs wait at it so; `toVersion` is null where those on the newest version do. */
export interface AwaitedNode {
  readonly nodeId: string;
  /** `event`: the event of a `wait_for_event`. `date`: a move of the date that a wait counts from. */
  readonly what: 'event' | 'date';
  readonly module: string;
  readonly kind: string;
  readonly criteria: Criteria;
  /** The field whose move counts; null for an event. */
  readonly field: string | null;
  readonly fromVersion: number;
  readonly toVersion: number | null;
}

const ALWAYS: Criteria = { kind: 'all', of: [] };

/** The kind under which an activity's listeners are found, so that only those of its type are candidates. */
export const activityKind = (type: string): string => `activity/${type}`;

/**
 * The nodes of a definition's newest version, and those of earlier ones on which runs may be open, as its record tells them. Where it
 * does not (null), it is taken that runs on earlier versions wait as those on the newest one do.
 */
export function awaitedNodes(definition: Definition, awaited: Awaited | null): readonly AwaitedNode[] {
  const nodes = waitingNodes(definition);
  if (nodes.length === 0 && (awaited?.former ?? []).length === 0) return [];
  const since = new Map(awaited?.current.map(({ nodeId, fromVersion }) => [nodeId, fromVersion]));
  const sinceUntold = awaited === null ? 0 : definition.version;
  const current = nodes.map((node) => {
    const fromVersion = since.get(node.nodeId) ?? sinceUntold;
    return { ...listened(node), fromVersion, toVersion: null };
  });
  const former = (awaited?.former ?? []).map(({ fromVersion, toVersion, ...node }) => ({
    ...listened(node),
    fromVersion,
    toVersion,
  }));
  return [...former, ...current];
}

function listened({ nodeId, module, awaits }: WaitingNode): Omit<AwaitedNode, 'fromVersion' | 'toVersion'> {
  if (awaits.kind === 'date') {
    const { field } = awaits;
    return { nodeId, what: 'date', module, kind: 'updated', criteria: moveOf(field), field };
  }
  const { event, criteria = ALWAYS } = awaits;
  return { nodeId, what: 'event', module, kind: kindOf(event), criteria, field: null };
}

const kindOf = (event: AwaitedEvent): string =>
  event.kind === 'change' ? event.change : activityKind(event.type);

const moveOf = (field: string): Criteria => ({
  kind: 'condition',
  field,
  operator: 'changed',
  operand: null,
  caseSensitive: true,
});
