/** What people and their programs do with tasks, route by route. */
import type { Surface } from '../../route.ts';
import { complete, reject } from './answer-task.ts';
import { getTask } from './get-task.ts';
import { listTasks } from './list-tasks.ts';
import { claim, reassign, release } from './move-task.ts';

/** At the native API's mount. */
export const TASK_ROUTES: Surface['routes'] = [
  { method: 'GET', path: '/tasks', scope: 'tasks:read', handle: listTasks },
  { method: 'GET', path: '/tasks/:id', scope: 'tasks:read', handle: getTask },
  { method: 'POST', path: '/tasks/:id/claim', scope: 'tasks:write', handle: claim },
  { method: 'POST', path: '/tasks/:id/release', scope: 'tasks:write', handle: release },
  { method: 'POST', path: '/tasks/:id/reassign', scope: 'tasks:write', handle: reassign },
  { method: 'POST', path: '/tasks/:id/complete', scope: 'tasks:write', handle: complete },
  { method: 'POST', path: '/tasks/:id/reject', scope: 'tasks:write', handle: reject },
];
