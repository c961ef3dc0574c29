/** Shows that the seam outlives what makes kafkajs give up. */
import kafkajs from 'kafkajs';
import { expect, it } from 'vitest';
import { adapterOf } from '../testing/adapter-of.ts';
import { numberOf } from '../testing/numbered.ts';
import { eventually, unused, useRig } from '../testing/rig.ts';
import { registerCodecs } from './codecs.ts';

const adapter = adapterOf('kafkajs');
const rig = useRig(adapter);

it('restarts a consumer that crashed on an error that kafkajs does not retry', async () => {
  const warnings: unknown[] = [];
  const log = {
    info: () => undefined,
    error: () => undefined,
    warn: (...line: unknown[]) => void warnings.push(line),
  };
  const bus = await rig.bus({ log });
  const topic = await rig.topic(bus);
  const client = new kafkajs.Kafka({ brokers: [...adapter.brokers()], logLevel: kafkajs.logLevel.NOTHING });
  const producer = client.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  await producer.connect();
  await producer.send({
    topic,
    compression: kafkajs.CompressionTypes.Snappy,
    messages: [{ key: 'k', value: '0' }],
  });
  await producer.send({
    topic,
    compression: kafkajs.CompressionTypes.GZIP,
    messages: [{ key: 'k', value: '1' }],
  });
  await producer.disconnect();
  kafkajs.CompressionCodecs[kafkajs.CompressionTypes.Snappy] = () => {
    throw new kafkajs.KafkaJSNonRetriableError('no such codec');
  };
  const seen: number[] = [];
  await bus.consumeBatches({
    group: unused('group'),
    topics: [topic],
    onBatch: async ({ records }) => Promise.resolve(void seen.push(...records.map(numberOf))),
  });
  await eventually(() => expect(JSON.stringify(warnings)).toContain('consumer crashed and comes back'));
  registerCodecs();
  await eventually(() => expect(seen).toEqual([0, 1]));
});
