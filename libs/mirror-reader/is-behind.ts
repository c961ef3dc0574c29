/** Whether the mirror may lack something that was committed before a change. Pure. */
import type { Progress } from './progress.ts';

/** Where a partition of a topic begins and ends in Kafka. */
export interface TopicEnd {
  readonly partition: number;
  readonly low: bigint;
  readonly high: bigint;
}

/**
 * Behind is a mirror that has not stored all of a partition: neither what was there when `ends` was asked, nor a record that
 * was committed later than the change. Changes of one partition are in the order of their commits.
 */
export const isBehind = (
  ends: readonly TopicEnd[],
  marks: readonly Progress[],
  committedAtMs: number,
): boolean =>
  ends.some(({ partition, low, high }) => {
    const mark = marks.find((each) => each.partition === partition);
    if (mark === undefined) return high > low;
    return BigInt(mark.nextOffset) < high && mark.committedAtMs <= committedAtMs;
  });
