/** Batch mode: one lane per partition, so that a batch is what has gathered in one. */
import type { BatchOptions } from '../bus.ts';
import { PARTITION_BYTES, type WorkPlan } from './work-plan.ts';

const DEFAULT_MAX_RECORDS = 500;
/** So many turns may wait in memory while one is worked on. */
const TURNS_AHEAD = 2;

/** The plan of batch mode. */
export function batchPlan({
  maxRecords = DEFAULT_MAX_RECORDS,
  concurrency = 1,
  onBatch,
}: BatchOptions): WorkPlan {
  return {
    concurrency,
    most: maxRecords,
    commitGapMs: 100,
    fetchBytesPerPartition: 1024 * 1024,
    limit: () => ({ records: TURNS_AHEAD * maxRecords, bytes: PARTITION_BYTES }),
    laneOf: (_record, place) => place,
    work: async (batch, context) => onBatch(batch, context),
  };
}
