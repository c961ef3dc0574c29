/** Run events for tests: each of a run's kinds, and whole runs drawn by fast-check. */
import {
  NO_EVENT,
  type RunEvent,
  type RunFinished,
  type RunNoted,
  type RunStarted,
  type StepFinished,
  type StepStarted,
} from '@upshot/schemas';
import * as fc from 'fast-check';

export const STARTED: RunStarted = {
  definitionId: 'd1',
  definitionVersion: 3,
  definitionName: 'Win',
  dialect: 'workflows-api',
  module: 'opportunities',
  triggerName: 'opportunity_won',
  recordId: 'o1',
  positionId: 'crm:1',
  committedAtMs: 900,
  rootRunId: 'r1',
  depth: 0,
  traceId: 'trace',
  sandbox: false,
  parentRunId: null,
  startedBy: null,
};

/** The events of one run, numbered by hand. */
export function eventsOf(runId: string, tenantId = 't1') {
  const at = (seq: number, atMs: number) => ({ tenantId, runId, seq, atMs, ...NO_EVENT });
  return {
    started: (seq: number, atMs: number, changes: Partial<RunStarted> = {}): RunEvent => ({
      ...at(seq, atMs),
      runStarted: { ...STARTED, rootRunId: runId, ...changes },
    }),
    stepStarted: (
      seq: number,
      atMs: number,
      stepId: string,
      changes: Partial<StepStarted> = {},
    ): RunEvent => ({
      ...at(seq, atMs),
      stepStarted: {
        stepId,
        nodeId: `n-${stepId}`,
        nodeKind: 'action',
        action: 'webhook',
        effectId: `e-${stepId}`,
        dueAtMs: null,
        arms: [],
        task: null,
        ...changes,
      },
    }),
    stepFinished: (
      seq: number,
      atMs: number,
      stepId: string,
      changes: Partial<StepFinished> = {},
    ): RunEvent => ({
      ...at(seq, atMs),
      stepFinished: {
        stepId,
        outcome: 'succeeded',
        answer: null,
        output: '{"status":200}',
        errorCode: null,
        errorMessage: null,
        attempts: 1,
        ...changes,
      },
    }),
    finished: (seq: number, atMs: number, changes: Partial<RunFinished> = {}): RunEvent => ({
      ...at(seq, atMs),
      runFinished: { status: 'completed', reason: 'end_of_graph', errorMessage: null, act: null, ...changes },
    }),
    noted: (
      seq: number,
      atMs: number,
      kind: string,
      changes: Partial<Omit<RunNoted, 'kind' | 'detail'>> & { readonly detail?: object } = {},
    ): RunEvent => ({
      ...at(seq, atMs),
      noted: { kind, stepId: null, act: null, ...changes, detail: JSON.stringify(changes.detail ?? {}) },
    }),
    unknown: (seq: number, atMs: number): RunEvent => at(seq, atMs),
  };
}

/** How a whole run is to be. */
export interface WholeRun {
  readonly steps?: number;
  readonly startMs?: number;
  readonly tenantId?: string;
  readonly definitionId?: string;
  readonly status?: RunFinished['status'];
}

/** A whole run of `steps` steps, begun at `startMs`: 2 events more than twice its steps. */
export function wholeRun(
  runId: string,
  { steps = 2, startMs = 1_000, tenantId = 't1', definitionId = 'd1', status = 'completed' }: WholeRun = {},
): readonly RunEvent[] {
  const run = eventsOf(runId, tenantId);
  const middle = Array.from({ length: steps }, (_, index) => [
    run.stepStarted(2 + 2 * index, startMs + 10 * index + 1, `s${index}`),
    run.stepFinished(3 + 2 * index, startMs + 10 * index + 6, `s${index}`),
  ]).flat();
  const last = 2 * steps + 2;
  return [
    run.started(1, startMs, { definitionId }),
    ...middle,
    run.finished(last, startMs + 10 * steps, { status }),
  ];
}

const outcomes = fc.constantFrom('succeeded', 'skipped', 'failed', 'unknown_outcome', 'other');

/** A run as a runner would tell it: steps one after the other, stopped anywhere. */
export const someRun: fc.Arbitrary<readonly RunEvent[]> = fc
  .record({
    startMs: fc.integer({ min: 0, max: 2_000_000_000_000 }),
    steps: fc.array(fc.record({ outcome: outcomes, output: fc.json(), tookMs: fc.nat(1_000) }), {
      maxLength: 6,
    }),
    status: fc.constantFrom('completed', 'skipped', 'failed', 'other'),
    length: fc.integer({ min: 1, max: 14 }),
  })
  .map(({ startMs, steps, status, length }) => {
    const run = eventsOf('r1');
    let [seq, atMs] = [1, startMs];
    const events = [run.started(seq, atMs)];
    for (const [index, { outcome, output, tookMs }] of steps.entries()) {
      events.push(run.stepStarted(++seq, atMs, `s${index}`));
      events.push(run.stepFinished(++seq, (atMs += tookMs), `s${index}`, { outcome, output }));
    }
    events.push(run.finished(++seq, atMs, { status }));
    return events.slice(0, length);
  });
