/** POST /api/tasks/:id/claim, /release and /reassign: whose a task is. The run hears nothing of it. */
import { claimTask, reassignTask, releaseTask, type Acted, type Doing, type Task } from '@upshot/tasks';
import type { z } from 'zod';
import type { Handler } from '../../handler.ts';
import { readId } from '../../ids.ts';
import { actorOf, type GivenActor } from './actor.ts';
import { answerTask, refuseAct, taskNotFound } from './answers.ts';
import { readBody } from '../read-body.ts';
import { claimBody, reassignBody } from './bodies.ts';

interface Sent {
  readonly actor?: GivenActor | undefined;
  readonly comment?: string | undefined;
}

/** One act, as one conditional write; done again it changes nothing. */
const move =
  <Body extends Sent>(
    schema: z.ZodType<Body>,
    act: (task: Task, body: Body, doing: Doing) => Acted,
  ): Handler =>
  async ({ caller, params, body }, { tasks, now }) => {
    const read = readBody(schema, body);
    if (!read.ok) return read.error;
    const actor = actorOf(caller, read.value.actor);
    if (!actor.ok) return actor.error;
    const id = readId(params['id']);
    const doing = { actor: actor.value, atMs: now(), comment: read.value.comment };
    const changed =
      id === null ? null : await tasks.change(caller, id, (task) => act(task, read.value, doing));
    if (changed === null) return taskNotFound();
    return changed.ok ? answerTask(changed.value) : refuseAct(changed.error);
  };

export const claim: Handler = move(claimBody, (task, _body, doing) => claimTask(task, doing));
export const release: Handler = move(claimBody, (task, _body, doing) => releaseTask(task, doing));
export const reassign: Handler = move(reassignBody, (task, { assignment }, doing) =>
  reassignTask(task, assignment, doing),
);
