/** Where a member begins to read: at what the group committed, else at an end of the partition. */
import { ListOffsetTimestamps, type Consumer } from '@platformatic/kafka';
import { byTopic, type Reading } from './reading.ts';

/** Looks up every reading that has no position yet; throws what the client throws. */
export async function locate(
  consumer: Consumer,
  readings: readonly Reading[],
  fromBeginning: boolean,
): Promise<void> {
  const lost = readings.filter(isLost);
  if (lost.length === 0) return;
  const topics = [...byTopic(lost)].map(([topic, partitions]) => ({ topic, partitions }));
  const committed = await consumer.listCommittedOffsets({ topics });
  for (const each of lost) {
    const offset = committed.get(each.topic)?.[each.partition];
    if (offset !== undefined && offset >= 0n) each.next ??= offset;
  }
  await begin(consumer, lost.filter(isLost), fromBeginning);
}

/**
 * Finds a place for a reading whose position the broker has no record for: those that it had not read were deleted,
 * and it goes on with the oldest there is; or the topic was made anew, and it begins as a new group would.
 */
export async function relocate(consumer: Consumer, reading: Reading, fromBeginning: boolean): Promise<void> {
  const before = reading.next;
  const [oldest] = await endsOf(consumer, [reading], ListOffsetTimestamps.EARLIEST);
  const wasDeleted = before === undefined || (oldest !== undefined && oldest > before);
  if (oldest === undefined || reading.next !== before) return;
  if (wasDeleted || fromBeginning) reading.next = oldest;
  else [reading.next] = await endsOf(consumer, [reading], ListOffsetTimestamps.LATEST);
}

async function begin(
  consumer: Consumer,
  readings: readonly Reading[],
  fromBeginning: boolean,
): Promise<void> {
  if (readings.length === 0) return;
  const end = fromBeginning ? ListOffsetTimestamps.EARLIEST : ListOffsetTimestamps.LATEST;
  const offsets = await endsOf(consumer, readings, end);
  for (const [index, each] of readings.entries()) each.next ??= offsets[index];
}

/** Asks with all topics each time, since the client keeps what it knows of them by the list that is asked for. */
async function endsOf(
  consumer: Consumer,
  readings: readonly Reading[],
  timestamp: bigint,
): Promise<readonly (bigint | undefined)[]> {
  const partitions = Object.fromEntries(byTopic(readings));
  const ends = await consumer.listOffsets({ topics: [...consumer.topics.current], partitions, timestamp });
  return readings.map(({ topic, partition }) => {
    const offset = ends.get(topic)?.[partition];
    return offset !== undefined && offset >= 0n ? offset : undefined;
  });
}

function isLost({ next }: Reading): boolean {
  return next === undefined;
}
