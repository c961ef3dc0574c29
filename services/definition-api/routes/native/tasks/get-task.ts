/** GET /api/tasks/:id: one task, with what changed on its record since it was made. */
import { okay } from '../../../http/answer.ts';
import type { Handler } from '../../handler.ts';
import { readId } from '../../ids.ts';
import { taskNotFound } from './answers.ts';
import { readChanges } from './changes.ts';
import { printChanges, printTask } from './print-task.ts';

export const getTask: Handler = async ({ caller, params }, ports) => {
  const id = readId(params['id']);
  const task = id === null ? null : await ports.tasks.find(caller, id);
  if (task === null) return taskNotFound();
  const changes = await readChanges(task, ports);
  return okay({ ...printTask(task), changes: printChanges(changes) });
};
