/** How far the mirror is: one mark for each partition of a change topic, set once its images are stored. */
import { inStore } from '@upshot/mongo';
import type { Db } from 'mongodb';

/** Every record of the partition below `nextOffset` is in the mirror, whose newest was committed then. */
export interface Progress {
  readonly topic: string;
  readonly partition: number;
  readonly nextOffset: number;
  readonly committedAtMs: number;
}

interface ProgressDocument extends Progress {
  readonly _id: string;
}

export const MIRROR_PROGRESS = 'mirror_progress';

/** Every method may throw `store_unavailable`. */
export interface ProgressMarks {
  /** Sets a mark; one that is farther already stays. */
  set(progress: Progress): Promise<void>;
  /** The marks of some topics. */
  read(topics: readonly string[]): Promise<readonly Progress[]>;
}

/** The marks in `db`. */
export function createProgressMarks(db: Db): ProgressMarks {
  const marks = db.collection<ProgressDocument>(MIRROR_PROGRESS);
  return {
    async set({ topic, partition, nextOffset, committedAtMs }) {
      const _id = `${topic}/${partition}`;
      const change = { $set: { topic, partition }, $max: { nextOffset, committedAtMs } };
      await inStore(() => marks.updateOne({ _id }, change, { upsert: true }));
    },
    async read(topics) {
      const found = await inStore(() => marks.find({ topic: { $in: [...topics] } }).toArray());
      return found.map(({ _id, ...progress }) => progress);
    },
  };
}
