/** Matchers on real engines, with a topic, a group and a database of their own, fed with Debezium's JSON. */
import { randomUUID } from 'node:crypto';
import { connectBus, type Consumer, type OutgoingRecord } from '@upshot/bus';
import { createDecoder } from '@upshot/cdc';
import type { Criteria } from '@upshot/rules';
import { UpshotError } from '@upshot/errors';
import { loadMapping, type SourceMapping } from '@upshot/mapping';
import { connectMongo } from '@upshot/mongo';
import { newTally } from '@upshot/rules';
import { RUN_COMMANDS, type RunCommand } from '@upshot/schemas';
import { createLogger, startTelemetry } from '@upshot/telemetry';
import type { Db } from 'mongodb';
import { columnsReadBy } from '../columns-read.ts';
import { createDefinitionsTable, type DefinitionsTable } from '../definitions-table.ts';
import { createKeptImages } from '../kept-images/kept-images.ts';
import { createKeptImageStore } from '../ports/kept-image-store.ts';
import { matchChanges, type MatcherPorts } from '../topology.ts';
import { createVerdicts } from '../verdicts.ts';
import { definition, jsonCodec, published } from './definition.ts';

export interface EngineUrls {
  readonly kafka: string;
  readonly mongo: string;
}

/** A change as a source writes it that logs no more than the key of what was before. */
export interface Change {
  readonly id: string;
  readonly op: 'c' | 'u' | 'd' | 'r';
  readonly stage: string;
  /** Sent where the source sends everything. */
  readonly before?: string;
}

const mappingText = (prefix: string): string => `
version: 1
topicPrefix: ${prefix}
tenant: { column: tenant_id }
modules:
  opportunities:
    table: public.opportunities
    id: id
    fields: { id: { type: text, writable: false }, tenant_id: { type: text, writable: false }, stage: text }
`;

const MOVED: Criteria = {
  kind: 'condition',
  field: 'stage',
  operator: 'any_change',
  operand: null,
  caseSensitive: false,
};

/** What a matcher of a test does differently. */
export interface MatcherOptions {
  readonly crashPoint?: (name: string) => void;
  readonly connect?: () => Promise<Db>;
}

/** Connects everything; one definition is live: on every update that moves the stage. */
export async function openBench({ kafka, mongo: url }: EngineUrls) {
  const name = `matcher-${randomUUID().slice(0, 8)}`;
  const mapping = readMapping(name);
  const [topic = ''] = mapping.byTopic.keys();
  const bus = await connectBus({ brokers: [kafka], clientId: name, timings: { maxWaitMs: 100 } });
  await bus.ensureTopics([{ name: topic, partitions: 4, config: {} }]);
  const mongo = await connectMongo({ url, appName: name });
  const db = mongo.client.db(name);
  const seen: Seen = { started: [], verdicts: new Map() };
  const definitions = await definitionsOf(mapping);
  let lsn = 0;
  return {
    db,
    mapping,
    ...seen,
    /** Starts a matcher: a process of its own, as far as it can tell. */
    open(options: MatcherOptions = {}): Promise<Consumer> {
      const ports = portsOf({ mapping, definitions, db }, seen, options);
      return bus.consumeBatches({
        group: name,
        topics: [topic],
        concurrency: 4,
        maxRecords: 20,
        onBatch: (batch, context) => matchChanges(batch, ports, context),
      });
    },
    drained: async () => (await bus.lag(name, [topic])).records === 0n,
    send: (changes: readonly Change[]) => bus.send(changes.map((change) => recordOf(topic, change, ++lsn))),
    async close() {
      await db.dropDatabase();
      await bus.close();
      await mongo.close();
    },
  };
}

/** What the matchers of a test came to. */
interface Seen {
  readonly started: RunCommand[];
  readonly verdicts: Map<string, number>;
}

interface Ground {
  readonly mapping: SourceMapping;
  readonly definitions: DefinitionsTable;
  readonly db: Db;
}

function portsOf(
  { mapping, definitions, db }: Ground,
  { started, verdicts }: Seen,
  { crashPoint = () => {}, connect = () => Promise.resolve(db) }: MatcherOptions,
): MatcherPorts {
  const countRecords = (_topic: string, reason: string, count = 1): void =>
    void verdicts.set(reason, (verdicts.get(reason) ?? 0) + count);
  const send = async (records: readonly OutgoingRecord[]): Promise<void> =>
    void started.push(...records.filter((record) => record.topic === RUN_COMMANDS).map(commandIn));
  return {
    mapping,
    definitions,
    decoder: createDecoder({ schemaById: () => Promise.reject(new UpshotError('schema_unknown', 'none')) }),
    columns: columnsReadBy(() => [definitions.ruleIndex()]),
    keptImages: createKeptImages(createKeptImageStore(connect)),
    deadLetters: { bury: (_record, _stage, error) => Promise.reject(error) },
    verdicts: createVerdicts({ countRecords }, newTally()),
    codec: { encode: (command) => Buffer.from(JSON.stringify(command)) },
    timeRules: { of: () => [] },
    signalCodec: { encode: () => Buffer.alloc(0) },
    timerCodec: { encode: () => Buffer.alloc(0) },
    bus: { send },
    related: { read: () => Promise.resolve([]) },
    telemetry: startTelemetry({ service: 'matcher-test' }),
    now: Date.now,
    crashPoint,
  };
}

function readMapping(prefix: string): SourceMapping {
  const loaded = loadMapping(mappingText(prefix), 'matcher-test');
  if (loaded.ok) return loaded.value;
  throw new UpshotError('mapping_invalid', JSON.stringify(loaded.error));
}

async function definitionsOf(mapping: SourceMapping): Promise<DefinitionsTable> {
  const table = createDefinitionsTable({
    codec: jsonCodec,
    schemas: new Map([...mapping.modules].map(([name, module]) => [name, module.schema])),
    log: createLogger({ service: 'matcher-test' }),
  });
  const each = definition({}, { kind: 'updated', name: 'opportunity_updated', criteria: MOVED });
  await table.take(published(each, 1, JSON.stringify(each)));
  table.open();
  return table;
}

const commandIn = ({ value }: OutgoingRecord): RunCommand => JSON.parse(value?.toString() ?? '');

function recordOf(topic: string, { id, op, stage, before }: Change, lsn: number): OutgoingRecord {
  const row = (value: string) => ({ id, tenant_id: 'demo', stage: value });
  const source = {
    connector: 'postgresql',
    name: 'crm',
    db: 'crm',
    schema: 'public',
    table: 'opportunities',
    lsn,
    ts_ms: lsn,
  };
  const sent = op === 'd' ? { id, tenant_id: null, stage: null } : before === undefined ? null : row(before);
  const envelope = { op, before: sent, after: op === 'd' ? null : row(stage), source };
  return { topic, key: JSON.stringify({ id }), value: Buffer.from(JSON.stringify(envelope)) };
}
