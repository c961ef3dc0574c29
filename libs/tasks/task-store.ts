/** Where tasks are kept, for those who work on them: found, listed, changed by one conditional write, and what is still to be sent. */
import { ok, UpshotError, type Result } from '@upshot/errors';
import { inStore, type TenantContext } from '@upshot/mongo';
import type { Collection, Db } from 'mongodb';
import { fromDocument, TASKS, toDocument, type TaskDocument } from './document.ts';
import { filterOf, placeOf, sortOf, type ListTasks, type TaskPlace } from './list-tasks.ts';
import type { Task } from './task.ts';

/** A page of tasks, and where the next one begins; null where it is the last. */
export interface TaskPage {
  readonly tasks: readonly Task[];
  readonly next: TaskPlace | null;
}

/** Every method may throw `store_unavailable`. */
export interface TaskStore {
  /** Null where there is none, or where it is another tenant's. */
  find(tenant: TenantContext, taskId: string): Promise<Task | null>;
  list(tenant: TenantContext, question: ListTasks): Promise<TaskPage>;
  /**
   * The task as `act` makes it, or why `act` refuses; null where there is none. Of two who act at once one is first, and
   * the other acts again on what the first has left.
   */
  change<Refusal>(
    tenant: TenantContext,
    taskId: string,
    act: (task: Task) => Result<Task, Refusal>,
  ): Promise<Result<Task, Refusal> | null>;
  /** Ids of tasks whose answer is still to be sent and was given before `beforeMs`, of all tenants. */
  unsent(beforeMs: number, limit: number): Promise<readonly string[]>;
  /** The task if its answer is still to be sent. */
  loadUnsent(taskId: string): Promise<Task | null>;
  markSent(taskId: string): Promise<void>;
}

type Documents = Collection<TaskDocument>;

const MOST_ROUNDS = 50;

/** The store in a database. */
export function createTaskStore(db: Db): TaskStore {
  const documents: Documents = db.collection(TASKS.collection);
  return {
    find: (tenant, taskId) =>
      inStore(async () => {
        const found = await load(documents, tenant, taskId);
        return found === null ? null : fromDocument(found);
      }),
    list: (tenant, question) => inStore(() => list(documents, tenant, question)),
    change: (tenant, taskId, act) => inStore(() => change(documents, tenant, taskId, act)),
    unsent: (beforeMs, limit) =>
      inStore(async () => {
        const filter = { unsent: true, 'answer.atMs': { $lt: beforeMs } };
        const cursor = documents.find(filter, { projection: { _id: 1 } }).limit(limit);
        return (await cursor.toArray()).map(({ _id }) => _id);
      }),
    loadUnsent: (taskId) =>
      inStore(async () => {
        const found = await documents.findOne({ _id: { $eq: taskId }, unsent: true }, { hint: { _id: 1 } });
        return found === null ? null : fromDocument(found);
      }),
    markSent: (taskId) =>
      inStore(async () => {
        const filter = { _id: { $eq: taskId }, unsent: true };
        await documents.updateOne(
          filter,
          { $set: { unsent: false }, $inc: { revision: 1 } },
          { hint: { _id: 1 } },
        );
      }),
  };
}

/** By its id: else the planner may walk all of the tenant's tasks for this one. */
const load = (documents: Documents, { tenantId }: TenantContext, taskId: string) =>
  documents.findOne({ _id: { $eq: taskId }, tenantId: { $eq: tenantId } }, { hint: { _id: 1 } });

async function list(documents: Documents, tenant: TenantContext, question: ListTasks): Promise<TaskPage> {
  const found = await documents
    .find(filterOf(tenant, question))
    .sort(sortOf(question))
    .limit(question.limit + 1)
    .toArray();
  const shown = found.slice(0, question.limit);
  const last = found.length > question.limit ? shown.at(-1) : undefined;
  return {
    tasks: shown.map(fromDocument),
    next: last === undefined ? null : placeOf(question.order, last),
  };
}

async function change<Refusal>(
  documents: Documents,
  tenant: TenantContext,
  taskId: string,
  act: (task: Task) => Result<Task, Refusal>,
): Promise<Result<Task, Refusal> | null> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const found = await load(documents, tenant, taskId);
    if (found === null) return null;
    const before = fromDocument(found);
    const acted = act(before);
    if (!acted.ok || acted.value === before) return acted;
    if (await replace(documents, found, acted.value)) return ok(acted.value);
  }
  throw new UpshotError('conflict', 'others change the same task without end');
}

async function replace(documents: Documents, { _id, revision }: TaskDocument, task: Task): Promise<boolean> {
  const { _id: _same, ...replacement } = toDocument(task, revision + 1);
  const { matchedCount } = await documents.replaceOne({ _id, revision }, replacement);
  return matchedCount === 1;
}
