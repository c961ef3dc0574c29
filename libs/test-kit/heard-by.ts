/** What the open waits of a run hear of what happens to its record. */
import type { Node, RowKind, WaitForEventNode } from '@upshot/definitions';
import type { Fields, RunState, Signal } from '@upshot/flow';
import { deriveTriggers, type ModuleMapping } from '@upshot/mapping';
import type { RecordChange } from '@upshot/values';
import type { Judge } from './world.ts';

/** A change of the record's row, or an activity on it. */
export type Happening =
  | { readonly kind: 'change'; readonly before: Fields; readonly after: Fields }
  | { readonly kind: 'activity'; readonly type: string; readonly data: Fields; readonly after: Fields };

export interface Asked {
  readonly module: ModuleMapping | undefined;
  readonly judge: Judge;
  readonly nowMs: number;
}

/** A signal for each node that waits for such a happening, and for each wait that counts from a date of the record. */
export function heardBy(state: RunState | null, happening: Happening, asked: Asked): readonly Signal[] {
  if (state === null) return [];
  const open = new Set(state.openSteps.map(({ nodeId }) => nodeId));
  return state.graph.nodes
    .filter(({ id }) => open.has(id))
    .flatMap((node) => signalFor(node, happening, asked) ?? []);
}

function signalFor(node: Node, happening: Happening, asked: Asked): Signal | null {
  const signal = {
    type: 'signal',
    nodeId: node.id,
    occurredAtMs: asked.nowMs,
    record: happening.after,
  } as const;
  if (node.kind === 'wait' && node.until.kind === 'date' && happening.kind === 'change')
    return { ...signal, what: 'date', output: {} };
  if (node.kind !== 'wait_for_event' || !isAwaited(node, happening, asked)) return null;
  return { ...signal, what: 'event', output: outputOf(node, happening, asked) };
}

/** What the matcher says of it. */
function outputOf({ event }: WaitForEventNode, happening: Happening, { nowMs }: Asked): Fields {
  if (event.kind === 'change' || happening.kind === 'change')
    return { event: event.kind === 'change' ? event.change : event.type };
  return { ...happening.data, event: event.type, occurredAtMs: nowMs };
}

function isAwaited({ event, criteria }: WaitForEventNode, happening: Happening, asked: Asked): boolean {
  const change = changeOf(happening);
  const isOfKind =
    event.kind === 'change'
      ? happening.kind === 'change' && kindsOf(change, asked).includes(event.change)
      : happening.kind === 'activity' && happening.type === event.type;
  return isOfKind && (criteria === undefined || asked.judge(criteria, change, asked.nowMs) === 'match');
}

/** What an activity says of the record is asked as if it stood in its row. */
function changeOf(happening: Happening): RecordChange {
  const after = happening.kind === 'activity' ? { ...happening.after, ...happening.data } : happening.after;
  const before = happening.kind === 'activity' ? after : happening.before;
  return {
    operation: 'update',
    before: { values: before, unknown: [] },
    after: { values: after, unknown: [] },
  };
}

const kindsOf = (change: RecordChange, { module }: Asked): readonly RowKind[] =>
  module === undefined ? [] : deriveTriggers(module, change).map(({ kind }) => kind);
