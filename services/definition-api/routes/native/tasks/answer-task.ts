/** POST /api/tasks/:id/complete and /reject: the answer, which the run goes on with. Of two answers one wins. */
import {
  checkDecision,
  checkValues,
  completeTask,
  rejectTask,
  type Acted,
  type Doing,
  type Task,
} from '@upshot/tasks';
import { err, ok, type Result } from '@upshot/errors';
import type { Answer, ApiRequest } from '../../../http/answer.ts';
import { problemShape } from '../../../http/refusal.ts';
import { PUBLISH_WAIT_MS, type Handler, type HandlerPorts } from '../../handler.ts';
import { readCreatedWith, REPLAYED } from '../../idempotency.ts';
import { readId } from '../../ids.ts';
import { refuseProblems } from '../refusals.ts';
import { actorOf, type GivenActor } from './actor.ts';
import { answerTask, refuseAct, taskNotFound } from './answers.ts';
import { readBody } from '../read-body.ts';
import { completeBody, rejectBody } from './bodies.ts';
import { readChanges, refuseUnseen } from './changes.ts';

/** 400 for a form that is filled in wrongly, 409 where somebody was faster, 428 where changes are to be acknowledged first. */
export const complete: Handler = async (request, ports) => {
  const read = readBody(completeBody, request.body);
  if (!read.ok) return read.error;
  const { actor, comment, decision, values = {}, acknowledges } = read.value;
  return answer(
    request,
    ports,
    { actor, comment },
    {
      check: async (task) =>
        refuseForm(task, decision, values) ??
        refuseUnseen(task, await readChanges(task, ports), acknowledges),
      act: (task, doing) => completeTask(task, decision, values, doing),
    },
  );
};

/** Needs no form, and no acknowledgement: nothing is decided on the record. */
export const reject: Handler = async (request, ports) => {
  const read = readBody(rejectBody, request.body);
  if (!read.ok) return read.error;
  return answer(request, ports, read.value, { check: async () => null, act: rejectTask });
};

interface Answering {
  /** Why the answer is refused, whoever gives it. */
  readonly check: (task: Task) => Promise<Answer | null>;
  readonly act: (task: Task, doing: Doing) => Acted;
}

/**
 * Who may not answer, or comes too late, is told so before anything is said of what he sent. The same request again, known by its
 * Idempotency-Key, is answered as the first was.
 */
async function answer(
  request: ApiRequest,
  { tasks, taskReporter, now }: HandlerPorts,
  sent: { readonly actor?: GivenActor | undefined; readonly comment?: string | undefined },
  { check, act }: Answering,
): Promise<Answer> {
  const { caller, params } = request;
  const actor = actorOf(caller, sent.actor);
  if (!actor.ok) return actor.error;
  const requestKey = requestKeyOf(request);
  if (!requestKey.ok) return requestKey.error;
  const id = readId(params['id']);
  const task = id === null ? null : await tasks.find(caller, id);
  if (task === null) return taskNotFound();
  const doing = { actor: actor.value, atMs: now(), comment: sent.comment, requestKey: requestKey.value };
  const tried = act(task, doing);
  if (!tried.ok) return refuseAct(tried.error);
  if (tried.value === task) return answerTask(task, REPLAYED);
  const refused = await check(task);
  if (refused !== null) return refused;
  const changed = await tasks.change(caller, task.taskId, (found) => act(found, doing));
  if (changed === null) return taskNotFound();
  if (!changed.ok) return refuseAct(changed.error);
  await taskReporter.reportSoon(task.taskId, PUBLISH_WAIT_MS);
  return answerTask(changed.value);
}

/** Whose request it is, by its key and the hash of its body; undefined without a key. */
function requestKeyOf(request: ApiRequest): Result<string | undefined, Answer> {
  const read = readCreatedWith(request);
  if (!read.ok)
    return err(problemShape({ status: 400, message: 'The request is refused', details: [read.error] }));
  if (read.value === undefined) return ok(undefined);
  const { idempotencyKey, bodyHash } = read.value;
  return ok(JSON.stringify([request.caller.keyId, idempotencyKey, bodyHash]));
}

function refuseForm(task: Task, decision: string, values: Task['record']): Answer | null {
  const problems = [...checkDecision(task, decision), ...checkValues(task.form, values)];
  return problems.length === 0 ? null : refuseProblems(400, 'The answer is refused', problems);
}
