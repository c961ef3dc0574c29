/** A history as events of the flow, as far as they say what the run came to know; and where its steps stand by the version at its end. */
import { NO_GRAPH, type NodeKindName } from '@upshot/definitions';
import { evolve, ownOf, type Fields, type RunEvent, type RunState, type StepResult } from '@upshot/flow';
import { isCut, versionTakenSchema, type RunHistory, type StepHistory } from '@upshot/history';

const NUMBER = { seq: 1 };

/** The state at the start of a run that began with these. */
export function startedWith(
  history: RunHistory,
  {
    variables,
    results,
  }: { readonly variables: Fields; readonly results: Readonly<Record<string, StepResult>> },
): RunState {
  const { startedBy: _by, ...facts } = history;
  const origin = { ...facts, operation: 'update', before: null, after: null, variables, results } as const;
  return evolve(null, { type: 'run-started', ...NUMBER, atMs: history.startedAtMs, origin, graph: NO_GRAPH });
}

const OUTCOMES = {
  running: 'cancelled',
  cancelled: 'cancelled',
  completed: 'succeeded',
  skipped: 'skipped',
  failed: 'failed',
  unknown_outcome: 'unknown_outcome',
} as const;

/** The end of a step. What sets variables gives them back as its output. */
export const finished = (step: StepHistory): RunEvent => ({
  type: 'step-finished',
  ...NUMBER,
  atMs: step.finishedAtMs ?? 0,
  stepId: step.stepId,
  nodeId: step.nodeId,
  nodeKind: kindOf(step),
  outcome: OUTCOMES[step.status],
  answer: step.answer,
  output: step.output,
  recordPatch: null,
  variables: step.nodeKind === 'set' && !isCut(step.output) ? step.output : null,
  errorCode: null,
  errorMessage: null,
  attempts: step.attempts,
});

/** Only actions are counted by their kind, which nobody asks for here. */
const kindOf = ({ nodeKind }: StepHistory): NodeKindName => (nodeKind === 'set' ? 'set' : 'end');

/**
 * What stood on a node of the former version stands on one of the other from then on, what was known of it too. Those that came later
 * count as well: the run begins again on the version that it was on at its end.
 */
export const takeOvers = ({
  happenings,
}: RunHistory): readonly Extract<RunEvent, { type: 'version-taken' }>[] =>
  happenings.flatMap(({ kind, atMs, detail }) => {
    const read = versionTakenSchema.safeParse(detail);
    if (kind !== 'version-taken' || !read.success) return [];
    return [
      { type: 'version-taken', ...NUMBER, atMs, graph: NO_GRAPH, act: { by: '', reason: '' }, ...read.data },
    ];
  });

/** The last visit of a node, by the id that it has in the version at the run's end; or the step of that id. Null where there is none. */
export function stepAt(
  history: RunHistory | null,
  from: string,
): { readonly stepId: string; readonly nodeId: string } | null {
  if (history === null) return null;
  const moves = takeOvers(history);
  const steps = history.steps.map(({ stepId, nodeId, finishedAtMs }) => {
    const later = moves.filter(({ atMs }) => finishedAtMs !== null && atMs >= finishedAtMs);
    return { stepId, nodeId: later.reduce((id, { nodes }) => ownOf(nodes, id) ?? id, nodeId) };
  });
  return steps.findLast(({ stepId, nodeId }) => nodeId === from || stepId === from) ?? null;
}
