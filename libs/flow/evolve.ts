/** The only thing that changes a run: one event in, the next state out. Pure. */
import { UpshotError } from '@upshot/errors';
import type { RunEvent, RunStartedEvent, StepFinishedEvent, StepStartedEvent } from './run-events.ts';
import type { RunState } from './run-state.ts';

/** The state after `event`. Throws `record_invalid` where the event cannot follow: a fault of ours, never of input. */
export function evolve(state: RunState | null, event: RunEvent): RunState {
  if (event.type === 'run-started') return begin(event);
  if (state === null) throw new UpshotError('record_invalid', `${event.type} without a run`);
  const next = { ...state, seq: event.seq };
  switch (event.type) {
    case 'step-started':
      return { ...next, openStep: opened(event), visits: visited(state, event.nodeId) };
    case 'step-finished':
      return {
        ...next,
        openStep: null,
        record: { ...state.record, ...event.recordPatch },
        ...counted(state, event),
      };
    case 'run-finished':
      return { ...next, openStep: null, status: 'finished' };
  }
}

function begin(event: RunStartedEvent): RunState {
  return {
    origin: event.origin,
    graph: event.graph,
    status: 'running',
    seq: event.seq,
    openStep: null,
    record: event.origin.after ?? event.origin.before ?? {},
    visits: {},
    actionsSucceeded: 0,
    actionsSkipped: 0,
  };
}

const opened = ({ stepId, nodeId }: StepStartedEvent) => ({ stepId, nodeId });

const visited = (state: RunState, nodeId: string) => ({
  ...state.visits,
  [nodeId]: (state.visits[nodeId] ?? 0) + 1,
});

function counted(state: RunState, { nodeKind, outcome }: StepFinishedEvent) {
  if (nodeKind !== 'action') return {};
  return {
    actionsSucceeded: state.actionsSucceeded + (outcome === 'succeeded' ? 1 : 0),
    actionsSkipped: state.actionsSkipped + (outcome === 'skipped' ? 1 : 0),
  };
}
