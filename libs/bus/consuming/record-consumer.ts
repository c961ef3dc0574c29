/** Record mode: one lane per key, so that a slow key holds no other back. */
import type { BusRecord, RecordOptions } from '../bus.ts';
import { PARTITION_BYTES, type WorkPlan } from './work-plan.ts';

/** The plan of record mode. Each partition has its share of `maxInFlight`, so that a stuck one cannot use up the others'. */
export function recordPlan({
  concurrency,
  maxInFlight = Math.max(1_000, 8 * concurrency),
  onRecord,
}: RecordOptions): WorkPlan {
  return {
    concurrency,
    most: 1,
    commitGapMs: 100,
    fetchBytesPerPartition: 256 * 1024,
    limit: (partitions) => ({
      records: Math.max(1, Math.floor(maxInFlight / Math.max(1, partitions))),
      bytes: PARTITION_BYTES,
    }),
    laneOf,
    work: async ({ records: [record] }, context) => {
      if (record !== undefined) await onRecord(record, context);
    },
  };
}

/** Records without a key have no order among them: each gets a lane of its own. */
function laneOf(record: BusRecord, place: string): string {
  return record.key === null ? `${place}#${record.offset}` : `${place}=${record.key.toString('latin1')}`;
}
