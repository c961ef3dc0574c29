/** Brings run events into the tasks that they are about, beside people who change the same tasks. */
import { toUpshotError, UpshotError } from '@upshot/errors';
import { inStore, isDuplicateKey } from '@upshot/mongo';
import type { RunEvent } from '@upshot/schemas';
import type { AnyBulkWriteOperation, Collection, Db } from 'mongodb';
import { fromDocument, TASKS, toDocument, type TaskDocument } from './document.ts';
import { projectTask, taskIdIn } from './project.ts';
import type { Task } from './task.ts';

export interface TaskProjection {
  /**
   * Brings events in, those of a run in their order; resolves when the tasks are stored, with the runs that have one. An event that
   * cannot be read is told and left out: no other attempt helps it. Throws `store_unavailable`, and `conflict` (retry now) where others change the
   * same tasks without end.
   */
  apply(
    events: readonly RunEvent[],
    onUnreadable: (event: RunEvent, error: UpshotError) => void,
  ): Promise<ReadonlySet<string>>;
}

type Documents = Collection<TaskDocument>;

interface Change {
  readonly before: TaskDocument | null;
  readonly after: Task;
}

const MOST_ROUNDS = 20;

/** The projection into a database. */
export function createTaskProjection(db: Db): TaskProjection {
  const documents: Documents = db.collection(TASKS.collection);
  return {
    async apply(events, onUnreadable) {
      const told = byTask(events);
      return told.size === 0 ? new Set() : inStore(() => applyAll(documents, told, onUnreadable));
    },
  };
}

function byTask(events: readonly RunEvent[]): ReadonlyMap<string, readonly RunEvent[]> {
  const told = new Map<string, RunEvent[]>();
  for (const event of events) {
    const taskId = taskIdIn(event);
    if (taskId === null) continue;
    const known = told.get(taskId);
    if (known === undefined) told.set(taskId, [event]);
    else known.push(event);
  }
  return told;
}

/** What another writer was faster with is read and brought in again: what is in already changes nothing. */
async function applyAll(
  documents: Documents,
  told: ReadonlyMap<string, readonly RunEvent[]>,
  onUnreadable: (event: RunEvent, error: UpshotError) => void,
): Promise<ReadonlySet<string>> {
  const unreadable = new Map<RunEvent, UpshotError>();
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const stored = await documents.find({ _id: { $in: [...told.keys()] } }).toArray();
    const known = new Map(stored.map((document) => [document._id, document]));
    const folded = [...told].map(([taskId, events]) => fold(known.get(taskId) ?? null, events, unreadable));
    if (!(await writeAll(documents, folded.flatMap(changeOf)))) continue;
    unreadable.forEach((error, event) => onUnreadable(event, error));
    return new Set(folded.flatMap(({ after }) => after?.runId ?? []));
  }
  throw new UpshotError('conflict', 'others change the same tasks without end');
}

/** A task as it is stored, and with its events; null where there is none. */
interface Folded {
  readonly stored: TaskDocument | null;
  readonly before: Task | null;
  readonly after: Task | null;
}

function fold(
  stored: TaskDocument | null,
  events: readonly RunEvent[],
  unreadable: Map<RunEvent, UpshotError>,
): Folded {
  const before = stored === null ? null : fromDocument(stored);
  let after = before;
  for (const event of events) {
    try {
      after = projectTask(after, event);
    } catch (thrown) {
      unreadable.set(event, toUpshotError(thrown));
    }
  }
  return { stored, before, after };
}

const changeOf = ({ stored, before, after }: Folded): readonly Change[] =>
  after === null || after === before ? [] : [{ before: stored, after }];

/** Whether all of them won. */
async function writeAll(documents: Documents, changes: readonly Change[]): Promise<boolean> {
  if (changes.length === 0) return true;
  try {
    const written = await documents.bulkWrite(changes.map(writeOf), { ordered: false });
    return written.insertedCount + written.matchedCount === changes.length;
  } catch (thrown) {
    if (isDuplicateKey(thrown)) return false;
    throw thrown;
  }
}

function writeOf({ before, after }: Change): AnyBulkWriteOperation<TaskDocument> {
  if (before === null) return { insertOne: { document: toDocument(after, 1) } };
  const { _id, ...replacement } = toDocument(after, before.revision + 1);
  return { replaceOne: { filter: { _id, revision: before.revision }, replacement } };
}
