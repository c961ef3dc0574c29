/** Erases subjects from tasks: they stay, can still be answered, and say nothing of whom they were about. */
import { inStore } from '@upshot/mongo';
import type { Db, Filter } from 'mongodb';
import { TASKS, type TaskDocument } from './document.ts';

/** Whom or what it is about: a record, and further texts that name it. */
export interface TaskSubject {
  readonly tenantId: string;
  readonly module: string;
  readonly recordId: string;
  readonly texts: readonly string[];
}

/** Erases one subject; returns in how many tasks. Events that come again do not bring it back. Throws `store_unavailable`. */
export function eraseTasks(db: Db, { tenantId, module, recordId, texts }: TaskSubject): Promise<number> {
  const ours = { tenantId: { $eq: tenantId } };
  const places = [{ module: { $eq: module }, recordId: { $eq: recordId } }, ...texts.flatMap(holding)];
  return inStore(async () => {
    const tasks = db.collection<TaskDocument>(TASKS.collection);
    const { modifiedCount } = await tasks.updateMany({ ...ours, $or: places }, [{ $set: BLANK }]);
    return modifiedCount;
  });
}

/** Erases the tasks of runs that were erased; returns how many there were of them that were not. Throws `store_unavailable`. */
export async function eraseTasksOfRuns(db: Db, tenantId: string, runIds: readonly string[]): Promise<number> {
  if (runIds.length === 0) return 0;
  const known = { tenantId: { $eq: tenantId }, runId: { $in: [...runIds] }, recordId: { $ne: '' } };
  const tasks = db.collection<TaskDocument>(TASKS.collection);
  return (await inStore(() => tasks.updateMany(known, [{ $set: BLANK }]))).modifiedCount;
}

const WITHOUT_COMMENT = { $mergeObjects: ['$$act', { comment: null }] };

/** Who worked on it stays: he is no subject of the record. */
const BLANK = {
  title: '',
  description: null,
  record: '{}',
  recordId: '',
  answer: {
    $cond: [
      { $eq: ['$answer', null] },
      null,
      { $mergeObjects: ['$answer', { values: '{}', comment: null, requestKey: '' }] },
    ],
  },
  history: { $map: { input: '$history', as: 'act', in: WITHOUT_COMMENT } },
  revision: { $add: ['$revision', 1] },
};

/** By a look at all of the tenant's tasks. Values are kept as JSON, in which some characters are escaped. */
function holding(text: string): Filter<TaskDocument>[] {
  const [plain, inJson] = [text, JSON.stringify(text).slice(1, -1)].map(
    (each) => new RegExp(RegExp.escape(each), 'iu'),
  );
  return [
    ...['title', 'description', 'answer.comment', 'history.comment'].map((place) => ({ [place]: plain })),
    ...['record', 'answer.values'].map((place) => ({ [place]: inJson })),
  ];
}
