/** What the events that start and finish a run make of its history. */
import type { RunEvent, RunFinished, RunStarted } from '@upshot/schemas';
import type { RunHistory, RunHistoryStatus } from './history.ts';
import { outputFromJson } from './output.ts';

/** Many steps' outputs together. */
const MAX_RESULTS_CHARS = 500_000;

/** The history of a run that has just started, or that gets to know its start late. */
export function startRun(known: RunHistory | null, event: RunEvent, started: RunStarted): RunHistory {
  const run = known ?? unknownRun(event);
  const { variables = null, results = null, ...facts } = started;
  const version = Math.max(started.definitionVersion, run.version);
  const begun = isAsked(started) ? begunWith(variables, results) : {};
  return { ...run, ...facts, ...begun, version, startedAtMs: event.atMs };
}

/** By a person or another run: what a change starts begins with nothing. */
const isAsked = ({ parentRunId, startedBy }: RunStarted): boolean =>
  parentRunId !== null || startedBy !== null;

/** A writer of before it was kept says nothing of it, not that there was nothing. */
const begunWith = (variables: string | null, results: string | null): Pick<RunHistory, 'begunWith'> =>
  variables === null || results === null
    ? {}
    : {
        begunWith: {
          variables: outputFromJson(variables),
          results: outputFromJson(results, MAX_RESULTS_CHARS),
        },
      };

/** The history of a run whose start was lost: its later events are still worth showing. */
export function unknownRun(event: RunEvent): RunHistory {
  return {
    runId: event.runId,
    tenantId: event.tenantId,
    definitionId: '',
    definitionVersion: 0,
    version: 0,
    definitionName: '',
    dialect: '',
    module: '',
    triggerName: '',
    recordId: '',
    positionId: '',
    committedAtMs: event.atMs,
    rootRunId: event.runId,
    parentRunId: null,
    depth: 0,
    startedBy: null,
    sandbox: false,
    traceId: null,
    status: 'running',
    reason: null,
    error: null,
    endedBy: null,
    startedAtMs: event.atMs,
    finishedAtMs: null,
    durationMs: null,
    lastSeq: event.seq,
    missedEvents: 0,
    steps: [],
    happenings: [],
    leftOut: { steps: 0, happenings: 0 },
    erasedAtMs: null,
  };
}

/** The history of a run that has ended. */
export function finishRun(run: RunHistory, finished: RunFinished, atMs: number): RunHistory {
  return {
    ...run,
    status: statusOf(finished.status),
    reason: finished.reason,
    error: finished.errorMessage,
    endedBy: finished.act,
    finishedAtMs: atMs,
    durationMs: Math.max(0, atMs - run.startedAtMs),
  };
}

/** An end that only a newer writer knows is shown as failed, so that somebody looks at its reason. */
function statusOf(status: RunFinished['status']): RunHistoryStatus {
  return status === 'other' ? 'failed' : status;
}
