/** A process that consumes slowly and says what it has done, made to be killed. Arguments: module, brokers, group, topic, mode, consumer client. */
import { setTimeout as pause } from 'node:timers/promises';
import type { BusOptions, BusRecord, Bus } from '../bus.ts';
import { consumerClientOf } from './consumer-client-of.ts';
import { QUICK_TIMINGS } from './timings.ts';

const [, , module = '', brokers = '', group = '', topic = '', mode = '', client = ''] = process.argv;
const { connectBus }: { connectBus(options: BusOptions): Promise<Bus> } = await import(module);
const bus = await connectBus({
  brokers: brokers.split(','),
  clientId: 'crash-child',
  consumerClient: consumerClientOf(client),
  timings: QUICK_TIMINGS,
});

/** The work: it counts as done once the line is written. */
async function work(records: readonly BusRecord[]): Promise<void> {
  await pause(3);
  process.stdout.write(records.map(({ partition, offset }) => `${partition}/${offset}\n`).join(''));
}

const options = { group, topics: [topic] };
if (mode === 'batches') {
  await bus.consumeBatches({ ...options, maxRecords: 7, onBatch: async ({ records }) => work(records) });
} else {
  await bus.consumeRecords({ ...options, concurrency: 5, onRecord: async (record) => work([record]) });
}
