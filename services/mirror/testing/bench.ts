/** A mirror on real engines, with topics, group and database of its own, fed with Debezium's JSON. */
import { randomUUID } from 'node:crypto';
import { connectRegistry } from '@upshot/avro';
import { connectBus } from '@upshot/bus';
import { createDecoder } from '@upshot/cdc';
import { UpshotError } from '@upshot/errors';
import { loadMapping, type SourceMapping } from '@upshot/mapping';
import { fromDocument, MIRROR, type MirrorDocument, type Remembered } from '@upshot/mirror-reader';
import { connectMongo } from '@upshot/mongo';
import { startTelemetry } from '@upshot/telemetry';
import { openMirror, type MirrorEngines } from '../open-mirror.ts';

export interface EngineUrls {
  readonly kafka: string;
  readonly registry: string;
  readonly mongo: string;
}

/** A row's change, as Debezium's JSON without a schema writes it. */
export interface Change {
  readonly id: string;
  readonly op: 'c' | 'u' | 'd' | 'r';
  readonly lsn: number;
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
}

/** What Debezium writes in place of a value that it did not get. */
export const UNAVAILABLE = '__debezium_unavailable_value';

const mappingText = (prefix: string): string => `
version: 1
topicPrefix: ${prefix}
tenant: { column: tenant_id }
modules:
  leads:
    table: public.leads
    id: id
    fields: { id: { type: text, writable: false }, tenant_id: { type: text, writable: false }, stage: text, notes: text, custom: json }
`;

/** Connects everything. */
export async function openBench({ kafka, registry: registryUrl, mongo: url }: EngineUrls) {
  const name = `mirror-${randomUUID().slice(0, 8)}`;
  const mapping = readMapping(name);
  const [topic = ''] = mapping.byTopic.keys();
  const bus = await connectBus({ brokers: [kafka], clientId: name, timings: { maxWaitMs: 100 } });
  await bus.ensureTopics([{ name: topic, partitions: 3, config: {} }]);
  const registry = connectRegistry({ url: registryUrl });
  const mongo = await connectMongo({ url, appName: name });
  const db = mongo.client.db(name);
  const images = db.collection<MirrorDocument>(MIRROR);
  const engines: MirrorEngines = {
    bus,
    decoder: createDecoder({ schemaById: (id) => registry.schemaById(id) }),
    mapping,
    db,
    telemetry: startTelemetry({ service: name }),
    crashPoint: () => {},
  };
  return {
    db,
    images,
    topic,
    endsOf: (each: string) => bus.ends(each),
    open: (changes: Partial<MirrorEngines> = {}) => openMirror({ ...engines, ...changes }, { group: name }),
    drained: async () => (await bus.lag(name, [topic])).records === 0n,
    send: (changes: readonly (Change | Buffer)[]) =>
      bus.send(changes.map((change) => recordOf(topic, change))),
    async imagesOf(tenantId: string): Promise<readonly Remembered[]> {
      return (await images.find({ tenantId }).sort({ _id: 1 }).toArray()).map(fromDocument);
    },
    async close() {
      await db.dropDatabase();
      await bus.close();
      await mongo.close();
    },
  };
}

function readMapping(prefix: string): SourceMapping {
  const loaded = loadMapping(mappingText(prefix), 'mirror-test');
  if (loaded.ok) return loaded.value;
  throw new UpshotError('mapping_invalid', JSON.stringify(loaded.error));
}

function recordOf(topic: string, change: Change | Buffer) {
  if (Buffer.isBuffer(change)) return { topic, key: 'poison', value: change };
  const { id, op, lsn, before = null, after = null } = change;
  const source = {
    connector: 'postgresql',
    name: 'crm',
    db: 'crm',
    schema: 'public',
    table: 'leads',
    lsn,
    ts_ms: lsn,
  };
  return {
    topic,
    key: JSON.stringify({ id }),
    value: Buffer.from(JSON.stringify({ op, before, after, source })),
  };
}
