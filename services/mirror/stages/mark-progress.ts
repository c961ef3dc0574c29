/** Stage mark-progress: how far the mirror is, once a batch's images are stored; readers of the mirror ask for it. */
import type { Batch } from '@upshot/bus';
import type { ProgressMarks } from '@upshot/mirror-reader';
import { ATTRIBUTES, inStage, type Telemetry } from '@upshot/telemetry';
import type { RecordChanged } from '../remember.ts';

export interface MarkProgressPorts {
  readonly marks: Pick<ProgressMarks, 'set'>;
  readonly telemetry: Telemetry;
}

/** Sets the mark of the batch's partition. Records that told of no change count as read. Throws `store_unavailable`. */
export async function markProgress(
  { topic, partition, records }: Batch,
  changes: readonly RecordChanged[],
  { marks, telemetry }: MarkProgressPorts,
): Promise<void> {
  const last = records.at(-1);
  if (last === undefined) return;
  const committedAtMs = changes.reduce((latest, change) => Math.max(latest, change.committedAtMs), 0);
  const attributes = { [ATTRIBUTES.messagingDestination]: topic };
  await inStage(telemetry, 'mark-progress', { attributes }, () =>
    marks.set({ topic, partition, nextOffset: Number(last.offset) + 1, committedAtMs }),
  );
}
