/** The only thing that changes a run: one event in, the next state out. Pure. */
import { UpshotError } from '@upshot/errors';
import { ownOf } from './own-of.ts';
import type {
  ArmOverEvent,
  RunEvent,
  RunStartedEvent,
  SplitOpenedEvent,
  StepFinishedEvent,
  StepMovedEvent,
  StepStartedEvent,
  VersionTakenEvent,
} from './run-events.ts';
import type { OpenStep, RunState } from './run-state.ts';

type Change = Partial<RunState>;

/** The state after `event`. Throws `record_invalid` where the event cannot follow: a fault of ours, never of input. */
export function evolve(state: RunState | null, event: RunEvent): RunState {
  if (event.type === 'run-started') {
    if (state !== null) throw new UpshotError('record_invalid', 'a run that starts twice');
    return begin(event);
  }
  if (state === null) throw new UpshotError('record_invalid', `${event.type} without a run`);
  return { ...state, ...changeBy(state, event), seq: event.seq };
}

function changeBy(state: RunState, event: Exclude<RunEvent, RunStartedEvent>): Change {
  switch (event.type) {
    case 'step-started':
      return { openSteps: [...state.openSteps, opened(event)], visits: visited(state, event.nodeId) };
    case 'step-moved':
      return { openSteps: state.openSteps.map((step) => moved(step, event)) };
    case 'step-finished':
      return afterStep(state, event);
    case 'split-opened':
      return { splits: { ...state.splits, [event.split]: split(event) } };
    case 'arm-over':
      return { splits: armOver(state, event) };
    case 'split-closed':
      return { splits: without(state.splits, event.split) };
    case 'loop-turned':
      return { turns: { ...state.turns, [event.nodeId]: event.turns } };
    case 'run-paused':
      return { status: 'paused' };
    case 'token-held':
      return { held: [...state.held, { token: event.token, nodeId: event.nodeId }] };
    case 'run-resumed':
      return { status: 'running', held: [] };
    case 'version-taken':
      return takenOver(state, event);
    case 'run-finished':
      return { status: 'finished', openSteps: [], splits: {}, held: [] };
  }
}

function begin({ origin, graph, seq }: RunStartedEvent): RunState {
  return {
    origin,
    graph,
    version: origin.definitionVersion,
    status: 'running',
    seq,
    openSteps: [],
    splits: {},
    held: [],
    record: origin.after ?? origin.before ?? {},
    variables: origin.variables ?? {},
    results: origin.results ?? {},
    visits: {},
    turns: {},
    actionsDone: 0,
    actionsSkipped: 0,
  };
}

const opened = ({
  stepId,
  nodeId,
  nodeKind,
  token,
  atMs,
  dueAtMs,
  timers,
  awaitedRunId,
}: StepStartedEvent): OpenStep => ({
  stepId,
  nodeId,
  nodeKind,
  token,
  startedAtMs: atMs,
  dueAtMs,
  timers,
  ...(awaitedRunId !== undefined && { awaitedRunId }),
});

const moved = (step: OpenStep, { stepId, dueAtMs, timers }: StepMovedEvent): OpenStep =>
  step.stepId === stepId ? { ...step, dueAtMs, timers } : step;

const visited = (state: RunState, nodeId: string) => ({
  ...state.visits,
  [nodeId]: (ownOf(state.visits, nodeId) ?? 0) + 1,
});

function afterStep(state: RunState, event: StepFinishedEvent): Change {
  const openSteps = state.openSteps.filter(({ stepId }) => stepId !== event.stepId);
  if (event.outcome === 'cancelled') return { openSteps };
  const { nodeId, outcome, answer, output } = event;
  return {
    openSteps,
    results: { ...state.results, [nodeId]: { outcome, answer, output } },
    ...(event.recordPatch !== null && { record: { ...state.record, ...event.recordPatch } }),
    ...(event.variables !== null && { variables: { ...state.variables, ...event.variables } }),
    ...counted(state, event),
  };
}

function counted(state: RunState, { nodeKind, outcome }: StepFinishedEvent): Change {
  if (nodeKind !== 'action') return {};
  return {
    actionsDone: state.actionsDone + (outcome === 'skipped' ? 0 : 1),
    actionsSkipped: state.actionsSkipped + (outcome === 'skipped' ? 1 : 0),
  };
}

const split = ({ nodeId, token, arms }: SplitOpenedEvent): RunState['splits'][string] => ({
  nodeId,
  token,
  arms: Object.fromEntries(arms.map((arm) => [arm, 'running'])),
  joinNodeId: null,
});

function armOver({ splits }: RunState, event: ArmOverEvent): RunState['splits'] {
  const open = splits[event.split];
  if (open === undefined) throw new UpshotError('record_invalid', 'an arm of a split that is not open');
  const joinNodeId = event.joinNodeId ?? open.joinNodeId;
  return {
    ...splits,
    [event.split]: { ...open, arms: { ...open.arms, [event.arm]: event.how }, joinNodeId },
  };
}

const without = (splits: RunState['splits'], name: string): RunState['splits'] =>
  Object.fromEntries(Object.entries(splits).filter(([split]) => split !== name));

/**
 * What stood on a node stands on the one that has its place. Steps keep their ids, since what they wait for comes under these; and
 * visits are counted by the ids that nodes had then, so that no step's id comes twice.
 */
function takenOver(state: RunState, { version, graph, nodes }: VersionTakenEvent): Change {
  const placed = (nodeId: string): string => ownOf(nodes, nodeId) ?? nodeId;
  const moved = <S extends { readonly nodeId: string }>(each: S): S => ({
    ...each,
    nodeId: placed(each.nodeId),
  });
  return {
    version,
    graph,
    openSteps: state.openSteps.map(moved),
    held: state.held.map(moved),
    splits: Object.fromEntries(
      Object.entries(state.splits).map(([name, open]) => [
        name,
        { ...moved(open), joinNodeId: open.joinNodeId === null ? null : placed(open.joinNodeId) },
      ]),
    ),
    results: renamed(state.results, nodes),
    turns: renamed(state.turns, nodes),
  };
}

/** A node that takes another's place has what was known of that, not of one that had its name before. */
function renamed<V>(
  byNode: Readonly<Record<string, V>>,
  nodes: Readonly<Record<string, string>>,
): Readonly<Record<string, V>> {
  const entries = Object.entries(byNode);
  const kept = entries.filter(([nodeId]) => !Object.hasOwn(nodes, nodeId));
  const placed = entries.flatMap(([nodeId, value]) => {
    const place = ownOf(nodes, nodeId);
    return place === undefined ? [] : [[place, value] as const];
  });
  return Object.fromEntries([...kept, ...placed]);
}
