/** A process with what a service has on the bus, and nothing to do: prints the share of a core that it uses. */
import { setTimeout as pause } from 'node:timers/promises';
import { connectBus } from '../index.ts';
import { consumerClientOf } from './consumer-client-of.ts';

/** Code is loaded and compiled while a process is young, which isn't what is measured. */
const WARM_UP_MS = 3_000;
const WINDOW_MS = 3_000;
/** Other processes disturb some of them, hence the smallest share counts. */
const WINDOWS = 4;

const [, , brokers = '', topic = '', client = ''] = process.argv;
const consumerClient = consumerClientOf(client);
const bus = await connectBus({ brokers: brokers.split(','), clientId: 'idle-child', consumerClient });
await bus.send([{ topic, key: 'k', value: null }]);
const onBatch = async (): Promise<void> => Promise.resolve();
await bus.consumeBatches({ group: `${topic}.batches`, topics: [topic], onBatch });
await pause(WARM_UP_MS);
const shares: number[] = [];
while (shares.length < WINDOWS) shares.push(await shareOfACore());
process.stdout.write(JSON.stringify({ ratio: Math.min(...shares) }));
await bus.close();

async function shareOfACore(): Promise<number> {
  const [before, since] = [process.cpuUsage(), performance.now()];
  await pause(WINDOW_MS);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / (performance.now() - since);
}
