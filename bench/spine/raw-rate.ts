/** The limit that figures stand beside: kafkajs reading the same topic and doing nothing with it. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectBus, type Batch, type ConsumerClient, type WorkContext } from '@upshot/bus';

/** Records per second of reading `topic` from its beginning to its end. */
export async function rawRate(kafka: string, topic: string): Promise<number> {
  const { seconds, records } = await readThrough(kafka, topic, async () => {});
  return records / seconds;
}

export interface ReadThrough {
  readonly records: number;
  readonly seconds: number;
  /** Of this process. */
  readonly cpuSeconds: number;
}

/**
 * Reads a topic through `onBatch` in a group of its own, from the first record to the last that is there now; the clock
 * starts when the group has given out its partitions, so that the first fetch counts and the join does not.
 */
export async function readThrough(
  kafka: string,
  topic: string,
  onBatch: (batch: Batch, context: WorkContext) => Promise<void>,
  consumerClient?: ConsumerClient,
): Promise<ReadThrough> {
  const bus = await connectBus({ brokers: [kafka], clientId: 'bench', consumerClient });
  const left = new Map<number, bigint>();
  let records = 0;
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const take = async (batch: Batch, context: WorkContext): Promise<void> => {
    await onBatch(batch, context);
    records += batch.records.length;
    left.set(batch.partition, batch.highWatermark - 1n - (batch.records.at(-1)?.offset ?? 0n));
    if (left.size === PARTITIONS && [...left.values()].every((each) => each === 0n)) finish();
  };
  const group = `bench-${randomUUID()}`;
  const consumer = await bus.consumeBatches({
    group,
    topics: [topic],
    concurrency: PARTITIONS,
    onBatch: take,
  });
  while (!consumer.health().assigned) await sleep(1);
  const beganAt = performance.now();
  const spent = process.cpuUsage();
  await finished;
  const seconds = (performance.now() - beganAt) / 1000;
  const { user, system } = process.cpuUsage(spent);
  await bus.close();
  return { seconds, cpuSeconds: (user + system) / 1e6, records };
}

/** Of every topic that is measured. */
export const PARTITIONS = 4;
