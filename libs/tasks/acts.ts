/** What people do with a task: claim, release, reassign, complete, reject. Pure: the task after it, or why it is refused. */
import type { Assignment } from '@upshot/definitions';
import { err, ok, type Result } from '@upshot/errors';
import { isActive, withAct, type Task, type TaskAct, type TaskStatus, type Values } from './task.ts';

/** Who acts. */
export interface TaskActor {
  readonly id: string;
  /** The groups and queues that it is in; null where that is not known, and then it is asked about none. */
  readonly groups: readonly string[] | null;
  /** A key that stands for no person: it may put in order what people left. */
  readonly isKey: boolean;
}

/** Why an act is refused. */
export type TaskRefusal =
  | {
      readonly why: 'over';
      readonly status: TaskStatus;
      readonly by: string | null;
      readonly atMs: number;
      readonly decision: string | null;
    }
  | { readonly why: 'claimed'; readonly by: string; readonly atMs: number }
  | { readonly why: 'not_assigned'; readonly assignment: Assignment };

/** The same task where there is nothing to change. */
export type Acted = Result<Task, TaskRefusal>;

/** An act and when it is done. */
export interface Doing {
  readonly actor: TaskActor;
  readonly atMs: number;
  readonly comment?: string | null | undefined;
  /** Of an answer: what its request is known by when it comes again. */
  readonly requestKey?: string | undefined;
}

/** Whoever claims a task has it to himself. */
export function claimTask(task: Task, doing: Doing): Acted {
  const refused = refusalOf(task, doing.actor);
  if (refused !== null) return err(refused);
  if (task.claimedBy === doing.actor.id) return ok(task);
  const { atMs, actor } = doing;
  return ok({
    ...task,
    ...acted(task, 'claimed', doing),
    status: 'claimed',
    claimedBy: actor.id,
    claimedAtMs: atMs,
  });
}

/** Anybody who may can claim it again. */
export function releaseTask(task: Task, doing: Doing): Acted {
  const { actor } = doing;
  if (!isActive(task)) return err(overOf(task));
  if (task.claimedBy === null) return ok(task);
  const refused = actor.isKey ? null : claimOf(task, actor);
  if (refused !== null) return err(refused);
  return ok({ ...task, ...acted(task, 'released', doing), ...UNCLAIMED });
}

/** It is somebody else's from now on, and is claimed by nobody. */
export function reassignTask(task: Task, assignment: Assignment, doing: Doing): Acted {
  const { actor } = doing;
  if (!isActive(task)) return err(overOf(task));
  const refused = actor.isKey ? null : refusalOf(task, actor);
  if (refused !== null) return err(refused);
  return ok({ ...task, ...acted(task, 'reassigned', doing, assignment), ...UNCLAIMED, assignment });
}

/** The answer, to be sent to the run. Its values are checked already. The same request again changes nothing. */
export function completeTask(task: Task, decision: string, values: Values, doing: Doing): Acted {
  return answer(task, 'completed', { decision, values }, doing);
}

/** The task is not done, and the run goes along its edge `rejected`. */
export function rejectTask(task: Task, doing: Doing): Acted {
  return answer(task, 'rejected', { decision: 'rejected', values: {} }, doing);
}

const UNCLAIMED = { status: 'open', claimedBy: null, claimedAtMs: null } as const;

function answer(
  task: Task,
  status: 'completed' | 'rejected',
  given: { readonly decision: string; readonly values: Values },
  doing: Doing,
): Acted {
  const { actor, atMs, comment = null, requestKey } = doing;
  if (requestKey !== undefined && task.answer?.requestKey === requestKey) return ok(task);
  const refused = refusalOf(task, actor);
  if (refused !== null) return err(refused);
  const answered = { ...given, by: actor.id, atMs, comment, ...(requestKey !== undefined && { requestKey }) };
  return ok({ ...task, ...acted(task, status, doing), status, answer: answered, unsent: true });
}

const acted = (
  task: Task,
  what: TaskAct['what'],
  { actor, atMs, comment = null }: Doing,
  assignment: Assignment | null = null,
): Pick<Task, 'history'> => ({
  history: withAct(task, { what, atMs, by: actor.id, comment, assignment }),
});

/** Why somebody may not work on a task; null where he may. */
function refusalOf(task: Task, actor: TaskActor): TaskRefusal | null {
  if (!isActive(task)) return overOf(task);
  const claimed = claimOf(task, actor);
  if (claimed !== null) return claimed;
  const isOwn = task.claimedBy === actor.id;
  return isOwn || isFor(task.assignment, actor) ? null : { why: 'not_assigned', assignment: task.assignment };
}

function claimOf({ claimedBy, claimedAtMs }: Task, { id }: TaskActor): TaskRefusal | null {
  if (claimedBy === null || claimedBy === id) return null;
  return { why: 'claimed', by: claimedBy, atMs: claimedAtMs ?? 0 };
}

const isFor = ({ to, id }: Assignment, actor: TaskActor): boolean =>
  actor.isKey || (to === 'user' ? id === actor.id : (actor.groups?.includes(id) ?? true));

/** By whom and when it came to its end: the line of its history that says so. */
function overOf(task: Task): TaskRefusal {
  const { status, answer: given, history } = task;
  const end = history.findLast(({ what }) => what === status);
  return {
    why: 'over',
    status,
    by: end?.by ?? null,
    atMs: end?.atMs ?? task.settledAtMs ?? task.createdAtMs,
    decision: given?.decision ?? null,
  };
}
