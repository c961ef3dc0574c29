/** Makes the topics and fills them: framed Avro, under schemas that the registry holds. */
import { codec, connectRegistry, type AvroSchemaJson } from '@upshot/avro';
import { connectBus, type Bus, type OutgoingRecord } from '@upshot/bus';
import { UpshotError } from '@upshot/errors';
import type { EngineUrls } from '../../../deploy/local/engines/urls.ts';
import type { BenchEvent } from '../../matcher/workload/index.ts';
import { PARTITIONS } from '../../spine/raw-rate.ts';
import { ENVELOPE, KEY } from './avro.ts';
import { changeAt } from './change-record.ts';
import { BURST, TOPIC, WARM_UP } from './mapping.ts';

/** Where the records go. */
export type Where = Pick<EngineUrls, 'kafka' | 'registry'>;

export interface Filling {
  readonly records: number;
  readonly warmUp: number;
  readonly events: readonly BenchEvent[];
}

export interface Filled {
  /** As they were sent, to be sent again. */
  readonly records: readonly Encoded[];
  /** Of a record's key and value, on average. */
  readonly bytes: number;
}

interface Encoded {
  readonly key: Buffer;
  readonly value: Buffer;
}

/** Records are sent so many at a time. */
const CHUNK = 2_000;

/** Creates and fills the topics to read and to warm up with, and creates that of the burst. */
export async function fillTopics({ kafka, registry }: Where, filling: Filling): Promise<Filled> {
  const records = await encodeAll(registry, filling);
  const bus = await connectBus({ brokers: [kafka], clientId: 'bench-fill' });
  await bus.ensureTopics(
    [TOPIC, WARM_UP, BURST].map((name) => ({ name, partitions: PARTITIONS, config: {} })),
  );
  await sendAll(bus, TOPIC, records, records.length);
  await sendAll(bus, WARM_UP, records, filling.warmUp);
  await bus.close();
  const bytes = records.reduce((sum, { key, value }) => sum + key.length + value.length, 0);
  return { records, bytes: bytes / records.length };
}

/** Sends `count` of the records to `topic`, round and round, as fast as they are acknowledged. */
export async function sendAll(
  bus: Pick<Bus, 'send'>,
  topic: string,
  records: readonly Encoded[],
  count: number,
): Promise<void> {
  for (let sent = 0; sent < count; sent += CHUNK) {
    const length = Math.min(CHUNK, count - sent);
    await bus.send(
      Array.from({ length }, (_none, place): OutgoingRecord => {
        const record = records[(sent + place) % records.length];
        return { topic, key: record?.key ?? null, value: record?.value ?? null };
      }),
    );
  }
}

async function encodeAll(url: string, { records, events }: Filling): Promise<readonly Encoded[]> {
  const registry = connectRegistry({ url });
  const codecOf = async (subject: string, schema: AvroSchemaJson) => {
    await registry.register({ subject, schema });
    return codec<unknown>(registry, { subject, schema });
  };
  const keys = await codecOf(`${TOPIC}-key`, KEY);
  const values = await codecOf(`${TOPIC}-value`, ENVELOPE);
  return Array.from({ length: records }, (_none, place) => {
    const event = events[place % events.length];
    if (event === undefined) throw new UpshotError('internal', 'there are no events to fill the topic with');
    const { key, value } = changeAt(place, event);
    return { key: keys.encode(key), value: values.encode(value) };
  });
}
