/** The projection of run events into a run's history: pure, and idempotent by `seq`. */
import { UpshotError } from '@upshot/errors';
import type { RunEvent } from '@upshot/schemas';
import type { RunHistory } from './history.ts';
import { withoutSubject } from './erase-run.ts';
import { noteHappening } from './project-noted.ts';
import { finishRun, startRun, unknownRun } from './project-run.ts';
import { finishStep, startStep } from './project-steps.ts';

/**
 * The history after `event`. An event that is in already (`seq` at most `lastSeq`) changes nothing.
 * Throws `history_gap` where events between are missing: order per run makes that impossible unless they were lost.
 */
export function project(history: RunHistory | null, event: RunEvent): RunHistory {
  const missed = missedBefore(history, event);
  if (missed > 0) {
    throw new UpshotError('history_gap', `${missed} events of a run are missing before event ${event.seq}`, {
      place: event.runId,
    });
  }
  return projectAcrossGap(history, event);
}

/** As `project`, but goes on over a gap and keeps count of what is missing, so that the rest is still shown. */
export function projectAcrossGap(history: RunHistory | null, event: RunEvent): RunHistory {
  if (history !== null && event.seq <= history.lastSeq) return history;
  const missedEvents = (history?.missedEvents ?? 0) + missedBefore(history, event);
  const run = { ...apply(history, event), lastSeq: event.seq, missedEvents };
  return run.erasedAtMs === null ? run : withoutSubject(run, run.erasedAtMs);
}

/** How many events are missing between the history and the event; what starts a run can have none before it. */
export function missedBefore(history: RunHistory | null, event: RunEvent): number {
  if (history !== null) return Math.max(0, event.seq - history.lastSeq - 1);
  return event.runStarted === null ? Math.max(1, event.seq - 1) : 0;
}

function apply(history: RunHistory | null, event: RunEvent): RunHistory {
  if (event.runStarted !== null) return startRun(history, event, event.runStarted);
  const run = history ?? unknownRun(event);
  if (event.stepStarted !== null) return startStep(run, event.stepStarted, event.atMs);
  if (event.stepFinished !== null) return finishStep(run, event.stepFinished, event.atMs);
  if (event.runFinished !== null) return finishRun(run, event.runFinished, event.atMs);
  if (event.noted !== null) return noteHappening(run, event.noted, event);
  // A kind of event that a newer runner writes: nothing to show, but its number is accounted for.
  return run;
}
