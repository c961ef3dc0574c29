/** What topics hold, read from the beginning. */
import type { Bus, BusRecord } from '../../bus.ts';

/** Everything that a topic holds. */
export async function contentOf(bus: Bus, ...topics: readonly string[]): Promise<readonly BusRecord[]> {
  const records: BusRecord[] = [];
  const follower = await bus.follow({ topics, onRecord: (record) => void records.push(record) });
  await follower.ready;
  await follower.stop();
  return records;
}
