/** The nodes at which runs of a definition wait for their record, in all its versions that this process has seen. Pure. */
import type { AwaitedEvent, Definition, Node } from '@upshot/definitions';
import type { Criteria } from '@upshot/rules';

/** What a node waits for, as the rule index looks for it. */
interface Wish {
  readonly nodeId: string;
  /** `event`: the event of a `wait_for_event`. `date`: a move of the date that a wait counts from. */
  readonly what: 'event' | 'date';
  readonly module: string;
  readonly kind: string;
  readonly criteria: Criteria;
  /** The field whose move counts; null for an event. */
  readonly field: string | null;
}

/** A wish, and the versions whose runs have it; `toVersion` is null as long as no later version is known that has another. */
export interface AwaitedNode extends Wish {
  readonly fromVersion: number;
  readonly toVersion: number | null;
}

/** What is kept of a definition's versions: `version` is the latest that was seen, null before the first. */
export interface Awaited {
  readonly version: number | null;
  readonly nodes: readonly AwaitedNode[];
}

export const NOTHING_AWAITED: Awaited = { version: null, nodes: [] };

/** The most nodes of former versions that are kept for one definition. */
const MOST_FORMER = 200;

const ALWAYS: Criteria = { kind: 'all', of: [] };

/** The kind under which an activity's listeners are found, so that only those of its type are candidates. */
export const activityKind = (type: string): string => `activity/${type}`;

/**
 * `known`, with what `definition` awaits. Of versions before the first that was seen it is taken that they await what that one does:
 * a topic that is compacted has no more to tell. A definition that is gone awaits what it did, for its runs may last.
 */
export function awaitedWith(known: Awaited, definition: Definition | null): Awaited {
  if (definition === null) return known;
  const { version } = definition;
  const wishes = definition.graph.nodes.flatMap((node) => wishOf(node, definition.trigger.module) ?? []);
  if (wishes.length === 0 && known.nodes.length === 0) return { version, nodes: known.nodes };
  const fresh = new Map(wishes.map((wish) => [textOf(wish), wish]));
  const kept = known.nodes.map((node) => {
    const stays = node.toVersion !== null || fresh.delete(textOf(node));
    return stays ? node : { ...node, toVersion: version - 1 };
  });
  const fromVersion = known.version === null ? 0 : version;
  const added = [...fresh.values()].map((wish) => ({ ...wish, fromVersion, toVersion: null }));
  const former = kept.filter(({ toVersion }) => toVersion !== null).slice(-MOST_FORMER);
  return { version, nodes: [...former, ...kept.filter(({ toVersion }) => toVersion === null), ...added] };
}

function wishOf(node: Node, module: string): Wish | null {
  const { id: nodeId } = node;
  if (node.kind === 'wait_for_event') {
    const { event, criteria = ALWAYS } = node;
    return { nodeId, what: 'event', module, kind: kindOf(event), criteria, field: null };
  }
  if (node.kind !== 'wait' || node.until.kind !== 'date') return null;
  const { field } = node.until;
  return { nodeId, what: 'date', module, kind: 'updated', criteria: moveOf(field), field };
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

/** Two wishes of one text are one. */
const textOf = ({ nodeId, what, module, kind, criteria, field }: Wish): string =>
  JSON.stringify([nodeId, what, module, kind, criteria, field]);
