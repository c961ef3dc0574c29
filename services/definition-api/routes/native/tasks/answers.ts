/** How tasks are answered and refused. */
import type { Task, TaskRefusal } from '@upshot/tasks';
import { okay, type Answer } from '../../../http/answer.ts';
import { problemShape } from '../../../http/refusal.ts';
import { notFound } from '../refusals.ts';
import { printTask } from './print-task.ts';

export const answerTask = (task: Task, headers: Answer['headers'] = {}): Answer =>
  okay(printTask(task), headers);
export const taskNotFound = (): Answer => notFound('Task');

const at = (ms: number): string => new Date(ms).toISOString();

/** 409 for one that others were faster with, which says who and when; 403 for one that is for others. */
export function refuseAct(refusal: TaskRefusal): Answer {
  switch (refusal.why) {
    case 'over': {
      const { status, by, atMs, decision } = refusal;
      const who = by === null ? '' : ` by ${by}`;
      return conflict(`The task was ${status}${who} at ${at(atMs)}`, { status, by, at: at(atMs), decision });
    }
    case 'claimed': {
      const { by, atMs } = refusal;
      const told = { status: 'claimed', by, at: at(atMs), decision: null };
      return conflict(`The task was claimed by ${by} at ${at(atMs)}`, told);
    }
    case 'not_assigned': {
      const { to, id } = refusal.assignment;
      const message = to === 'user' ? `The task is for ${id}` : `The task is for members of the ${to} ${id}`;
      return problemShape({ status: 403, message });
    }
  }
}

const conflict = (message: string, task: Readonly<Record<string, string | null>>): Answer =>
  withMember(problemShape({ status: 409, message }), 'task', task);

/** A problem with one member more (RFC 9457, 3.2). */
export const withMember = (answer: Answer, name: string, value: unknown): Answer => ({
  ...answer,
  body: { ...Object.fromEntries(Object.entries(answer.body ?? {})), [name]: value },
});
