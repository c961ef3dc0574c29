/** The projection of run events into tasks: pure, and idempotent by `seq`. What the run says is what counts. */
import type { RunEvent, RunNoted, StepFinished } from '@upshot/schemas';
import { z } from 'zod';
import { makeTask, taskIdOf } from './make-task.ts';
import { readJson } from './read-json.ts';
import { answerIn } from './report-of.ts';
import { isActive, withAct, type Task } from './task.ts';

/** The task that an event is about; null where it can be about none. It need not be there: other steps end with an answer too. */
export function taskIdIn({ stepStarted, stepFinished, noted }: RunEvent): string | null {
  if (stepStarted !== null) return stepStarted.task === null ? null : taskIdOf(stepStarted.stepId);
  if (stepFinished !== null) return mayEndTask(stepFinished) ? taskIdOf(stepFinished.stepId) : null;
  return noted?.kind === 'step-moved' && noted.stepId !== null ? taskIdOf(noted.stepId) : null;
}

const mayEndTask = ({ answer, outcome }: StepFinished): boolean => answer !== null || outcome === 'cancelled';

/** The task after `event`; the same one where the event changes nothing, null where there is none. Throws `record_invalid`. */
export function projectTask(task: Task | null, event: RunEvent): Task | null {
  const { stepStarted, stepFinished, noted, seq, atMs } = event;
  if (task !== null && seq <= task.lastSeq) return task;
  if (task === null)
    return stepStarted === null || stepStarted.task === null
      ? null
      : makeTask(event, stepStarted, stepStarted.task);
  if (stepFinished !== null) return { ...task, ...settled(task, stepFinished, atMs), lastSeq: seq };
  return noted === null ? task : { ...task, ...moved(task, noted, atMs), lastSeq: seq };
}

const movement = z.object({ reason: z.string(), dueAtMs: z.number().nullable() });
type End = 'completed' | 'rejected' | 'expired' | 'cancelled';

function moved(task: Task, { detail }: RunNoted, atMs: number): Partial<Task> {
  const { reason, dueAtMs } = readJson(movement, detail, 'the move of a task');
  if (reason === 'reminded')
    return { dueAtMs, remindedAtMs: atMs, history: withAct(task, { what: 'reminded', atMs }) };
  return reason === 'escalated' ? { dueAtMs, ...escalated(task, atMs) } : { dueAtMs };
}

/** Who has it has it no more; what is answered already stays answered. */
function escalated(task: Task, atMs: number): Partial<Task> {
  const assignment = task.escalation?.assignment ?? task.assignment;
  const history = withAct(task, { what: 'escalated', atMs, assignment });
  if (!isActive(task)) return { escalatedAtMs: atMs, history };
  return {
    escalatedAtMs: atMs,
    history,
    assignment,
    status: 'open',
    claimedBy: null,
    claimedAtMs: null,
  };
}

/** How the run says that the step ended. */
function endOf({ outcome, answer }: StepFinished): End {
  if (outcome === 'cancelled') return 'cancelled';
  if (outcome === 'skipped' && answer === 'expired') return 'expired';
  return answer === 'rejected' ? 'rejected' : 'completed';
}

/** An answer that the run did not hear in time is none, and its history says so. */
function settled(task: Task, finished: StepFinished, atMs: number): Partial<Task> {
  const status = endOf(finished);
  const over = { status, settledAtMs: atMs, unsent: false };
  const isAnswered = status === 'completed' || status === 'rejected';
  const { answer } = task;
  if (isAnswered && answer?.decision === finished.answer) return over;
  const late = answer === null ? task : { history: withAct(task, { what: 'too_late', atMs, by: answer.by }) };
  const heard = isAnswered ? answerIn(finished, atMs) : null;
  const history = withAct(late, {
    what: status,
    atMs: heard?.atMs ?? atMs,
    by: heard?.by ?? null,
    comment: heard?.comment ?? null,
  });
  return { ...over, answer: heard, history };
}
