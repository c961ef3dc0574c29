/** A recorder on real engines, with topics, group and database of its own. */
import { randomUUID } from 'node:crypto';
import { codec, connectRegistry } from '@upshot/avro';
import { connectBus, type Batch, type BusRecord } from '@upshot/bus';
import { UpshotError } from '@upshot/errors';
import { createHistoryReader, historyIndexes } from '@upshot/history';
import { connectMongo, ensureIndexes } from '@upshot/mongo';
import { RUN_EVENTS, schemaOfTopic, subjectOf, type RunEvent } from '@upshot/schemas';
import { deploySchemas } from '@upshot/schemas/deploy';
import { createLogger, startTelemetry } from '@upshot/telemetry';
import { Redis } from 'ioredis';
import { openRecorder, recorderPorts, type RecorderEngines } from '../open-recorder.ts';

export interface EngineUrls {
  readonly kafka: string;
  readonly registry: string;
  readonly mongo: string;
  readonly redis: string;
}

/** Connects everything; `buried` lists the offsets of what was given up, `logged` the lines. */
export async function openBench({ kafka, registry: registryUrl, mongo: url, redis: redisUrl }: EngineUrls) {
  const name = `recorder-${randomUUID().slice(0, 8)}`;
  await deploySchemas({ brokers: [kafka], registryUrl });
  const bus = await connectBus({ brokers: [kafka], clientId: name, timings: { maxWaitMs: 100 } });
  await bus.ensureTopics([{ name, partitions: 2, config: {} }]);
  const registry = connectRegistry({ url: registryUrl });
  const mongo = await connectMongo({ url, appName: name });
  const db = mongo.client.db(name);
  await ensureIndexes(db, historyIndexes);
  const redis = new Redis(redisUrl);
  const events = await codec<RunEvent>(registry, {
    subject: subjectOf(RUN_EVENTS),
    schema: schemaOfTopic(RUN_EVENTS),
  });
  const buried: string[] = [];
  const logged: string[] = [];
  const engines: RecorderEngines = {
    bus,
    codec: events,
    deadLetters: {
      bury: async (record, stage, error) => void buried.push(`${record.offset} ${stage} ${error.code}`),
    },
    db,
    redis,
    telemetry: startTelemetry({ service: name }),
    log: createLogger({ service: name, write: (line) => void logged.push(line) }),
    crashPoint: () => {},
  };
  return {
    name,
    bus,
    db,
    redis,
    engines,
    buried,
    logged,
    ports: recorderPorts(engines),
    reader: createHistoryReader(db),
    batch: (told: readonly (RunEvent | Buffer | null)[], headers: BusRecord['headers'] = {}) =>
      batchOf(name, told.map(encodeWith(events)), headers),
    send: (told: readonly RunEvent[]) =>
      bus.send(told.map((event) => ({ topic: name, key: event.runId, value: events.encode(event) }))),
    open: (changes: Partial<RecorderEngines> = {}) =>
      openRecorder({ ...engines, ...changes }, { group: name, events: name }),
    async close() {
      await db.dropDatabase();
      redis.disconnect();
      await bus.close();
      await mongo.close();
    },
  };
}

/** Throws at the `times`-th pass of a crash point, as a kill there would end the work. */
export function crashAt(point: string, times = 1): (name: string) => void {
  let passed = 0;
  return (name) => {
    if (name === point && ++passed === times) throw new UpshotError('internal', `crash at ${point}`);
  };
}

const encodeWith =
  (events: { encode(event: RunEvent): Buffer }) =>
  (told: RunEvent | Buffer | null): Buffer | null =>
    told === null || Buffer.isBuffer(told) ? told : events.encode(told);

function batchOf(topic: string, values: readonly (Buffer | null)[], headers: BusRecord['headers']): Batch {
  const records = values.map((value, index): BusRecord => ({
    topic,
    partition: 0,
    offset: BigInt(index),
    timestampMs: 1,
    key: Buffer.from('run'),
    value,
    headers,
  }));
  return { topic, partition: 0, records, highWatermark: BigInt(values.length) };
}
