/** Prints runs for people and programs: times as text, everything that the history has. */
import type { Happening, RunHistory, RunSummary, StepHistory } from '@upshot/history';

const instant = (ms: number): string => new Date(ms).toISOString();
const instantOrNull = (ms: number | null): string | null => (ms === null ? null : instant(ms));

/** A run without its steps. */
export function printSummary(run: RunSummary) {
  const { runId, tenantId: _ours, lastSeq: _inner, committedAtMs, startedAtMs, finishedAtMs, ...rest } = run;
  const { erasedAtMs, ...shown } = rest;
  return {
    id: runId,
    ...shown,
    committedAt: instant(committedAtMs),
    startedAt: instant(startedAtMs),
    finishedAt: instantOrNull(finishedAtMs),
    erasedAt: instantOrNull(erasedAtMs),
  };
}

/** A run with what it began with, its steps in the order in which they started, and all that happened. */
export function printRun({ steps, happenings, begunWith, ...run }: RunHistory) {
  const sorted = steps.toSorted((a, b) => a.startedAtMs - b.startedAtMs);
  const all = { steps: sorted.map(printStep), happenings: happenings.map(printHappening) };
  return { ...printSummary(run), begunWith: begunWith ?? null, ...all };
}

function printStep({ stepId, startedAtMs, finishedAtMs, dueAtMs, attemptLog, ...step }: StepHistory) {
  return {
    id: stepId,
    ...step,
    attemptLog: attemptLog.map(({ errorCode, ...attempt }) => ({
      startedAt: instant(attempt.startedAtMs),
      finishedAt: instant(attempt.finishedAtMs),
      errorCode,
    })),
    startedAt: instant(startedAtMs),
    finishedAt: instantOrNull(finishedAtMs),
    dueAt: instantOrNull(dueAtMs),
  };
}

const printHappening = ({ seq, atMs, kind, stepId, act, detail }: Happening) => ({
  seq,
  at: instant(atMs),
  kind,
  stepId,
  act,
  detail,
});
