/** Tasks: work for people, made of run events, done over the API, answered to the run. */
export {
  claimTask,
  completeTask,
  reassignTask,
  rejectTask,
  releaseTask,
  type Acted,
  type Doing,
  type TaskActor,
  type TaskRefusal,
} from './acts.ts';
export { changesSince, mustBeSeen, type FieldChange, type RecordChanges } from './changes.ts';
export { TASKS } from './document.ts';
export { eraseTasks, eraseTasksOfRuns, type TaskSubject } from './erase-tasks.ts';
export { checkDecision, checkValues, type FormProblem } from './form.ts';
export type { ListTasks, TaskPlace } from './list-tasks.ts';
export { taskIdOf } from './make-task.ts';
export { projectTask, taskIdIn } from './project.ts';
export { reportOf } from './report-of.ts';
export { dateSettledTasks, SETTLED_TASKS } from './retention.ts';
export { createTaskProjection, type TaskProjection } from './task-projection.ts';
export { createTaskStore, type TaskPage, type TaskStore } from './task-store.ts';
export {
  ACTIVE_STATUSES,
  isActive,
  TASK_STATUSES,
  type Task,
  type TaskAct,
  type TaskActKind,
  type TaskAnswer,
  type TaskStatus,
  type Values,
} from './task.ts';
