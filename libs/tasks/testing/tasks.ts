/** Tasks for tests, in the states that they can be in. */
import { UpshotError } from '@upshot/errors';
import type { TaskRequest } from '@upshot/flow';
import type { Acted, TaskActor } from '../acts.ts';
import { projectTask } from '../project.ts';
import type { Task } from '../task.ts';
import { taskEventsOf } from './events.ts';

/** A task that is open, of the step `s1`. */
export function openTask(request: Partial<TaskRequest> = {}): Task {
  const task = projectTask(null, taskEventsOf('s1').started(2, 1_000, request));
  if (task === null) throw new UpshotError('internal', 'no task');
  return task;
}

/** The task after an act that is not refused. */
export function done(acted: Acted): Task {
  if (!acted.ok) throw new UpshotError('internal', `refused: ${acted.error.why}`);
  return acted.value;
}

export const user = (id: string, groups: readonly string[] | null = ['sales']): TaskActor => ({
  id,
  groups,
  isKey: false,
});

export const KEY: TaskActor = { id: 'key:k1', groups: null, isKey: true };
