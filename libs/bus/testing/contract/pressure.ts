/** Back-pressure: however much waits in the topic and however slow the work, only so much is read ahead. */
import { expect } from 'vitest';
import type { Bus } from '../../bus.ts';
import { FaultyNetwork } from '../faulty-network.ts';
import { eventually, gate, unused, type Case, type Rig } from '../rig.ts';

const RECORDS = 60_000;
const BYTES = 1_000;
/** What a consumer may read of the 60 MB that wait. */
const MOST_BYTES = 20_000_000;

export const pressureCases: readonly Case[] = [
  {
    name: 'reads no further ahead than its bounds in batch mode',
    run: async (rig) => {
      const { bus, topic, network } = await flooded(rig);
      const [stuck, begun] = [gate(), gate()];
      let seen = 0;
      const consumer = await bus.consumeBatches({
        group: unused('group'),
        topics: [topic],
        onBatch: async ({ records }) => {
          begun.open();
          await stuck.opened;
          seen += records.length;
        },
      });
      await begun.opened;
      await severalPolls(consumer);
      expect(network.bytesRead).toBeLessThan(MOST_BYTES);
      await bus.send([{ topic, key: 'k', value: null }]);
      await eventually(() => expect(consumer.health().lagRecords).toBe(RECORDS + 1));
      stuck.open();
      await eventually(() => expect(seen).toBe(RECORDS + 1));
    },
  },
  {
    name: 'reads no further ahead than its bounds in record mode',
    run: async (rig) => {
      const { bus, topic, network } = await flooded(rig);
      const [stuck, begun] = [gate(), gate()];
      let seen = 0;
      const consumer = await bus.consumeRecords({
        group: unused('group'),
        topics: [topic],
        concurrency: 4,
        maxInFlight: 100,
        onRecord: async () => {
          begun.open();
          await stuck.opened;
          seen += 1;
        },
      });
      await begun.opened;
      await severalPolls(consumer);
      expect(network.bytesRead).toBeLessThan(MOST_BYTES);
      stuck.open();
      await eventually(() => expect(seen).toBe(RECORDS));
    },
  },
];

interface Flood {
  readonly bus: Bus;
  readonly topic: string;
  readonly network: FaultyNetwork;
}

async function flooded(rig: Rig): Promise<Flood> {
  const network = new FaultyNetwork();
  const bus = await rig.bus({ openSocket: network.openSocket });
  const topic = await rig.topic(bus, 2);
  const value = Buffer.alloc(BYTES, 'x');
  for (let sent = 0; sent < RECORDS; sent += 5_000) {
    await bus.send(Array.from({ length: 5_000 }, (_, index) => ({ topic, key: `k${index % 50}`, value })));
  }
  return { bus, topic, network };
}

/** Enough polls to have read everything, were it not for the bounds. */
async function severalPolls(consumer: { health(): { readonly lastPollAgeMs: number } }): Promise<void> {
  let previous = Number.POSITIVE_INFINITY;
  let polls = 0;
  await eventually(() => {
    const age = consumer.health().lastPollAgeMs;
    if (age < previous) polls += 1;
    previous = age;
    expect(polls).toBeGreaterThanOrEqual(10);
  });
}
