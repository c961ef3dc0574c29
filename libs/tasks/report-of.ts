/** The answer to a task as the run hears it, and back: the report of its step. */
import { UpshotError } from '@upshot/errors';
import { NO_COMMAND, type RunCommand, type StepFinished } from '@upshot/schemas';
import { z } from 'zod';
import { readJson } from './read-json.ts';
import type { Task, TaskAnswer } from './task.ts';

/** What reports the answer; told twice, the second is a no-op. Throws `internal` for a task without one. */
export function reportOf({ tenantId, runId, stepId, createdAtMs, answer }: Task): RunCommand {
  if (answer === null) throw new UpshotError('internal', 'a task without an answer has nothing to report');
  const { decision, values, by, atMs, comment } = answer;
  const output = { decision, values, by, at: new Date(atMs).toISOString(), comment };
  const reportEffect = {
    effectId: stepId,
    stepId,
    outcome: 'succeeded',
    answer: decision,
    output: JSON.stringify(output),
    recordPatch: null,
    errorCode: null,
    errorMessage: null,
    attempts: 1,
    startedAtMs: createdAtMs,
    finishedAtMs: atMs,
  } as const;
  return { tenantId, runId, sentAtMs: atMs, ...NO_COMMAND, reportEffect };
}

const reported = z.object({
  values: z.record(z.string(), z.json()).catch({}),
  by: z.string().catch('unknown'),
  at: z.iso.datetime().nullable().catch(null),
  comment: z.string().nullable().catch(null),
});

/** What was answered, for a task that was lost and is told again; an output of another kind leaves open who it was. */
export function answerIn({ answer, output }: StepFinished, finishedAtMs: number): TaskAnswer {
  const { at, ...told } = readJson(reported, output, 'the answer of a task');
  return { ...told, decision: answer ?? '', atMs: at === null ? finishedAtMs : Date.parse(at) };
}
