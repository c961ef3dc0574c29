/** The matcher from topic to topic: real change records, 1,000 active definitions, one change in twenty matching. */
import { codec, connectRegistry } from '@upshot/avro';
import { connectBus, type Bus, type BusRecord } from '@upshot/bus';
import { createDecoder } from '@upshot/cdc';
import { createDeadLetters } from '@upshot/dead-letters';
import type { Definition } from '@upshot/definitions';
import { UpshotError } from '@upshot/errors';
import { readMappingFile, type SourceMapping } from '@upshot/mapping';
import { newTally } from '@upshot/rules';
import { RUN_COMMANDS, schemaOfTopic, subjectOf, type RunCommand } from '@upshot/schemas';
import { createLogger, startTelemetry } from '@upshot/telemetry';
import pg from 'pg';
import type { EngineUrls } from '../../deploy/local/engines/urls.ts';
import { createDefinitionsTable, type DefinitionsTable } from '../../services/matcher/definitions-table.ts';
import { columnsReadBy } from '../../services/matcher/columns-read.ts';
import { createKeptImages } from '../../services/matcher/kept-images/kept-images.ts';
import { memoryStore } from '../../services/matcher/testing/memory-store.ts';
import { matchChanges, type MatcherPorts } from '../../services/matcher/topology.ts';
import { createVerdicts } from '../../services/matcher/verdicts.ts';
import { PARTITIONS, rawRate, readThrough } from './raw-rate.ts';

const SOURCE = 'crm.public.opportunities';
const TOPIC = 'bench.changes';
const RECORDS = 100_000;
const DEFINITIONS = 1_000;

export interface MatcherRate {
  readonly changesPerSecond: number;
  readonly raw: number;
}

/** Changes per second of one process, and what kafkajs alone does on the same topic before and after. */
export async function measureMatcher(urls: EngineUrls, say: (line: string) => void): Promise<MatcherRate> {
  const bus = await connectBus({ brokers: [urls.kafka], clientId: 'bench' });
  await fillTopic(urls, bus);
  const ports = await portsOf(urls, bus);
  say(`${RECORDS} changes on ${TOPIC}, ${DEFINITIONS} definitions`);
  const before = await rawRate(urls.kafka, TOPIC);
  const { seconds, records } = await readThrough(urls.kafka, TOPIC, (batch, context) =>
    matchChanges(batch, ports, context),
  );
  const after = await rawRate(urls.kafka, TOPIC);
  await ports.telemetry.shutdown();
  await bus.close();
  return { changesPerSecond: records / seconds, raw: (before + after) / 2 };
}

/** Changes rows in the CRM, takes the records that Debezium writes of them, and repeats those. */
async function fillTopic({ crm, kafka }: EngineUrls, bus: Bus): Promise<void> {
  const client = new pg.Client({ connectionString: crm });
  await client.connect();
  await client.query(
    `update opportunities set score = abs(hashtext(id::text)) % 20000, stage = 'negotiation'`,
  );
  await client.end();
  await bus.ensureTopics([{ name: TOPIC, partitions: PARTITIONS, config: {} }]);
  const samples = (await recordsOf(kafka)).filter(({ value }) => value !== null);
  if (samples.length === 0) throw new UpshotError('internal', 'no change to measure with');
  for (let sent = 0; sent < RECORDS; sent += 2_000) {
    const batch = Array.from({ length: 2_000 }, (_none, index) => samples[(sent + index) % samples.length]);
    await bus.send(
      batch.flatMap((record) =>
        record === undefined ? [] : [{ topic: TOPIC, key: record.key, value: record.value }],
      ),
    );
  }
}

async function recordsOf(kafka: string): Promise<readonly BusRecord[]> {
  const bus = await connectBus({ brokers: [kafka], clientId: 'bench-samples' });
  const found: BusRecord[] = [];
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const follower = await bus.follow({ topics: [SOURCE], onRecord: (record) => void found.push(record) });
  await follower.ready;
  await follower.stop();
  await bus.close();
  return found.slice(-500);
}

async function portsOf(urls: EngineUrls, bus: Bus): Promise<MatcherPorts> {
  const registry = connectRegistry({ url: urls.registry });
  const mapping = await benchMapping();
  const telemetry = startTelemetry({ service: 'bench' });
  const definitions = await tableOf(mapping);
  return {
    mapping,
    bus,
    telemetry,
    definitions,
    columns: columnsReadBy(() => [definitions.ruleIndex()]),
    decoder: createDecoder({ schemaById: (id) => registry.schemaById(id) }),
    keptImages: createKeptImages(memoryStore()),
    timeRules: { of: () => [] },
    signalCodec: { encode: () => Buffer.alloc(0) },
    timerCodec: { encode: () => Buffer.alloc(0) },
    related: { read: () => Promise.resolve([]) },
    deadLetters: await createDeadLetters({ bus, registry, service: 'bench' }),
    verdicts: createVerdicts(telemetry.metrics, newTally()),
    codec: await codec<RunCommand>(registry, {
      subject: subjectOf(RUN_COMMANDS),
      schema: schemaOfTopic(RUN_COMMANDS),
    }),
    now: Date.now,
    crashPoint: () => undefined,
  };
}

/** The demo CRM's mapping, with the measured topic in the place of the opportunities'. */
async function benchMapping(): Promise<SourceMapping> {
  const mapping = await readMappingFile(readMappingPath());
  const module = mapping.modules.get('opportunities');
  if (module === undefined) throw new UpshotError('mapping_invalid', 'no opportunities');
  return { ...mapping, byTopic: new Map([[TOPIC, module]]) };
}

const readMappingPath = (): string =>
  new URL('../../deploy/crm/source-mapping.yaml', import.meta.url).pathname;

async function tableOf(mapping: SourceMapping): Promise<DefinitionsTable> {
  const table = createDefinitionsTable({
    codec: { decode: (bytes) => JSON.parse(bytes.toString()) },
    schemas: new Map([...mapping.modules].map(([name, module]) => [name, module.schema])),
    log: createLogger({ service: 'bench' }),
  });
  for (let n = 0; n < DEFINITIONS; n += 1) await table.take(publishedRecord(definitionOf(n)));
  table.open();
  return table;
}

/** On every update: a score of its own, and an amount that most have. */
function definitionOf(n: number): Definition {
  const condition = { kind: 'condition', caseSensitive: false } as const;
  return {
    tenantId: 'demo',
    id: `bench-${n}`,
    name: `Bench ${n}`,
    dialect: 'workflows-api',
    active: true,
    version: 1,
    trigger: {
      module: 'opportunities',
      kind: 'updated',
      name: 'opportunity_updated',
      criteria: {
        kind: 'all',
        of: [
          { ...condition, field: 'score', operator: 'equals', operand: n },
          { ...condition, field: 'amount', operator: 'greater_than', operand: 0 },
        ],
      },
      maxDepth: 0,
    },
    graph: { start: null, nodes: [], edges: [] },
  };
}

function publishedRecord(definition: Definition): BusRecord {
  const { tenantId, id: definitionId } = definition;
  const value = Buffer.from(
    JSON.stringify({ tenantId, definitionId, revision: 1, document: JSON.stringify(definition) }),
  );
  return {
    topic: 'definitions',
    partition: 0,
    offset: 0n,
    timestampMs: 0,
    key: Buffer.from(`${tenantId}/${definitionId}`),
    value,
    headers: {},
  };
}
