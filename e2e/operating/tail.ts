/** A topic as it grows: one follower for a whole test, asked again and again for what is on it by now. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bus, BusRecord } from '@upshot/bus';

export interface Tail {
  /** Every record that is on the topic now. */
  read(): Promise<readonly BusRecord[]>;
  stop(): Promise<void>;
}

/** Follows a topic from its beginning. */
export async function openTail(bus: Pick<Bus, 'follow' | 'ends'>, topic: string): Promise<Tail> {
  const found: BusRecord[] = [];
  const read = new Map<number, bigint>();
  const follower = await bus.follow({
    topics: [topic],
    onRecord: (record) => {
      found.push(record);
      read.set(record.partition, record.offset + 1n);
    },
  });
  return {
    async read() {
      const ends = await bus.ends(topic);
      while (ends.some(({ partition, high }) => (read.get(partition) ?? 0n) < high)) await sleep(5);
      return [...found];
    },
    stop: () => follower.stop(),
  };
}
