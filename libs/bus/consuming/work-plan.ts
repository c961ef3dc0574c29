/** What tells the two ways of consuming apart: lanes, bounds, and what is called. */
import type { Batch, BusRecord, WorkContext } from '../bus.ts';

/** Raw bytes of one partition that may wait in memory. */
export const PARTITION_BYTES = 4 * 1024 * 1024;

export interface WorkPlan {
  /** Turns that are carried out side by side. */
  readonly concurrency: number;
  /** Records of one turn. */
  readonly most: number;
  /** The shortest time between two commits. */
  readonly commitGapMs: number;
  readonly fetchBytesPerPartition: number;
  /** Per partition, when `partitions` are held: above it is paused, below half of it resumed. */
  limit(partitions: number): { readonly records: number; readonly bytes: number };
  /** `place` is the record's partition as a key of maps. */
  laneOf(record: BusRecord, place: string): string;
  work(batch: Batch, context: WorkContext): Promise<void>;
}
