/** The limit that figures stand beside: kafkajs reading the same topic and doing nothing with it. */
import { randomUUID } from 'node:crypto';
import { connectBus, type Batch } from '@upshot/bus';

/** Records per second of reading `topic` from its beginning to its end. */
export async function rawRate(kafka: string, topic: string): Promise<number> {
  const { seconds, records } = await readThrough(kafka, topic, async () => {});
  return records / seconds;
}

/** Reads a topic through `onBatch` in a group of its own, from the first record to the last that is there now. */
export async function readThrough(
  kafka: string,
  topic: string,
  onBatch: (batch: Batch) => Promise<void>,
): Promise<{ readonly seconds: number; readonly records: number }> {
  const bus = await connectBus({ brokers: [kafka], clientId: 'bench' });
  const left = new Map<number, bigint>();
  let [records, beganAt] = [0, 0];
  await new Promise<void>((resolve, reject) => {
    const group = `bench-${randomUUID()}`;
    const take = async (batch: Batch): Promise<void> => {
      beganAt ||= performance.now();
      await onBatch(batch);
      records += batch.records.length;
      left.set(batch.partition, batch.highWatermark - 1n - (batch.records.at(-1)?.offset ?? 0n));
      if (records > 0 && [...left.values()].every((each) => each === 0n) && left.size === PARTITIONS)
        resolve();
    };
    bus.consumeBatches({ group, topics: [topic], concurrency: PARTITIONS, onBatch: take }).catch(reject);
  });
  const seconds = (performance.now() - beganAt) / 1000;
  await bus.close();
  return { seconds, records };
}

/** Of every topic that is measured. */
export const PARTITIONS = 4;
