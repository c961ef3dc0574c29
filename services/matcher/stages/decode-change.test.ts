/** The matcher's walk over Avro: what is decoded before a match and after it, and what goes by unread. */
import { codec, type AvroSchemaJson } from '@upshot/avro';
import type { Batch, BusRecord } from '@upshot/bus';
import { createDecoder } from '@upshot/cdc';
import { UpshotError } from '@upshot/errors';
import { loadMapping } from '@upshot/mapping';
import { newTally } from '@upshot/rules';
import type { RunCommand } from '@upshot/schemas';
import { startTelemetry } from '@upshot/telemetry';
import { beforeEach, describe, expect, it } from 'vitest';
import { columnsReadBy } from '../columns-read.ts';
import { createDefinitionsTable, type DefinitionsTable } from '../definitions-table.ts';
import { createKeptImages } from '../kept-images/kept-images.ts';
import { definition, jsonCodec, published } from '../testing/definition.ts';
import { memoryStore } from '../testing/memory-store.ts';
import { matchChanges, type MatcherPorts } from '../topology.ts';
import { createVerdicts } from '../verdicts.ts';

const loaded = loadMapping(
  `
version: 1
topicPrefix: crm
tenant: { column: tenant_id }
modules:
  opportunities:
    table: public.opportunities
    id: id
    fields: { id: { type: text, writable: false }, tenant_id: { type: text, writable: false }, amount: decimal, price: decimal, note: text }
`,
  'test',
);
if (!loaded.ok) throw new UpshotError('mapping_invalid', JSON.stringify(loaded.error));
const mapping = loaded.value;
const TOPIC = 'crm.public.opportunities';

const DECIMAL = { type: 'bytes', logicalType: 'decimal', precision: 20, scale: 2 };
const ROW = {
  type: 'record',
  name: 'Value',
  fields: [
    { name: 'id', type: 'string' },
    { name: 'tenant_id', type: 'string' },
    { name: 'amount', type: ['null', DECIMAL], default: null },
    { name: 'price', type: ['null', DECIMAL], default: null },
    { name: 'note', type: ['null', 'string'], default: null },
  ],
};
const SOURCE = {
  type: 'record',
  name: 'Source',
  fields: [
    { name: 'connector', type: 'string' },
    { name: 'lsn', type: 'long' },
    { name: 'ts_ms', type: 'long' },
  ],
};
const ENVELOPE: AvroSchemaJson = {
  type: 'record',
  name: 'Envelope',
  fields: [
    { name: 'before', type: ['null', ROW], default: null },
    { name: 'after', type: ['null', 'Value'], default: null },
    { name: 'source', type: SOURCE },
    { name: 'op', type: 'string' },
  ],
};
const KEY: AvroSchemaJson = { type: 'record', name: 'Key', fields: [{ name: 'id', type: 'string' }] };
const schemas: ReadonlyMap<number, AvroSchemaJson> = new Map([
  [1, ENVELOPE],
  [2, KEY],
]);
const registryOf = (id: number) => ({
  idOf: async () => id,
  register: async () => id,
  setCompatibility: async () => undefined,
  latest: async () => null,
  schemaById: async (asked: number) => schemas.get(asked) ?? 'null',
});
const values = await codec<object>(registryOf(1), { subject: 'value', schema: ENVELOPE });
const keys = await codec<object>(registryOf(2), { subject: 'key', schema: KEY });

const bytes = (...each: number[]): Buffer => Buffer.from(each);
/** 5,000.00, under a price of 12.34. */
const row = (more: object = {}) => ({
  id: 'o1',
  tenant_id: 'demo',
  amount: bytes(0x07, 0xa1, 0x20),
  price: bytes(0x04, 0xd2),
  note: 'long',
  ...more,
});
const won = (before: object | null, after: object | null, op: string) => {
  lsn += 1;
  return values.encode({ before, after, op, source: { connector: 'postgresql', lsn, ts_ms: 5 } });
};

let lsn: number;
let ports: MatcherPorts;
let definitions: DefinitionsTable;
let sent: RunCommand[];
let buried: string[];
let reasons: Map<string, number>;
let asked: (ReadonlySet<string> | undefined)[];
const { signal } = new AbortController();

beforeEach(async () => {
  [lsn, sent, buried, reasons, asked] = [100, [], [], new Map(), []];
  definitions = createDefinitionsTable({
    codec: jsonCodec,
    schemas: new Map([...mapping.modules].map(([name, module]) => [name, module.schema])),
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  });
  definitions.open();
  const decoder = createDecoder({ schemaById: registryOf(0).schemaById });
  ports = {
    mapping,
    definitions,
    decoder: { read: (record, columns) => (asked.push(columns), decoder.read(record, columns)) },
    columns: columnsReadBy(() => [definitions.ruleIndex()]),
    keptImages: createKeptImages(memoryStore()),
    deadLetters: { bury: async (_record, stage, { code }) => void buried.push(`${stage} ${code}`) },
    verdicts: createVerdicts(
      {
        countRecords: (_topic, reason, count = 1) =>
          void reasons.set(reason, (reasons.get(reason) ?? 0) + count),
      },
      newTally(),
    ),
    codec: { encode: (command: RunCommand) => (sent.push(command), Buffer.alloc(0)) },
    bus: { send: async () => undefined },
    signalCodec: { encode: () => Buffer.alloc(0) },
    timeRules: { of: () => [] },
    timerCodec: { encode: () => Buffer.alloc(0) },
    related: { read: () => Promise.resolve([]) },
    telemetry: startTelemetry({ service: 'matcher-test' }),
    now: () => 1_700_000_000_000,
    crashPoint: () => {},
  };
  // The first record of a schema is read whole, whatever is asked for.
  await decoder.read(recordOf(won(row(), row(), 'u'), 0));
});

async function live(): Promise<void> {
  const each = definition({}, { kind: 'updated', name: 'opportunity_updated' });
  await definitions.take(published(each, 1, JSON.stringify(each)));
}

function recordOf(value: Buffer, offset: number): BusRecord {
  const key = keys.encode({ id: 'o1' });
  return { topic: TOPIC, partition: 0, offset: BigInt(offset), timestampMs: 0, key, value, headers: {} };
}

const match = (...list: readonly Buffer[]): Promise<void> => {
  const records = list.map(recordOf);
  const batch: Batch = { topic: TOPIC, partition: 0, records, highWatermark: BigInt(list.length) };
  return matchChanges(batch, ports, { signal });
};
const imagesOf = (command: RunCommand | undefined): unknown => [
  JSON.parse(command?.start?.before ?? 'null'),
  JSON.parse(command?.start?.after ?? 'null'),
];

describe('a change that matches', () => {
  it('starts a run with its whole images, though only what definitions read was decoded before', async () => {
    await live();
    await match(won(row({ note: 'before' }), row({ note: 'after' }), 'u'));
    const whole = { id: 'o1', tenant_id: 'demo', amount: '5000.00', price: '12.34' };
    expect(imagesOf(sent[0])).toEqual([
      { ...whole, note: 'before' },
      { ...whole, note: 'after' },
    ]);
    expect([...(asked[0] ?? [])].toSorted((a, b) => a.localeCompare(b))).toEqual([
      'amount',
      'id',
      'tenant_id',
    ]);
  });
  it('is buried where a column that nobody read before cannot be read', async () => {
    await live();
    const broken = won(row(), row({ price: Buffer.alloc(70_000, 1) }), 'u');
    await match(broken, won(row(), row(), 'u'));
    expect(buried).toEqual(['decode-change avro_invalid']);
    expect(sent.length).toBe(1);
    expect(reasons).toEqual(
      new Map([
        ['match', 2],
        ['dead_letter', 1],
      ]),
    );
  });
  it('brings nothing along of another tenant whose the row was before', async () => {
    await live();
    await match(won(row({ tenant_id: 'other', note: 'secret' }), row(), 'u'));
    expect(imagesOf(sent[0])).toEqual([null, expect.objectContaining({ note: 'long' })]);
  });
});

describe('a change that does not match', () => {
  it('is not asked for the columns that nobody reads, be they broken', async () => {
    await live();
    const broken = row({ amount: null, price: Buffer.alloc(70_000, 1) });
    await match(won(broken, broken, 'u'));
    expect([sent, buried]).toEqual([[], []]);
    expect(reasons).toEqual(new Map([['no_match', 1]]));
  });
});

describe('a module to which nobody listens', () => {
  it('goes by unread, and is counted', async () => {
    await match(won(row(), row(), 'u'));
    expect(asked.length).toBe(1);
    asked = [];
    await match(won(row(), row(), 'u'), Buffer.from([7]), won(null, row(), 'r'));
    expect([asked, buried, sent]).toEqual([[], [], []]);
    expect(reasons.get('no_listener')).toBe(3);
  });
  it('is read from the moment on that somebody does', async () => {
    await match(won(row(), row(), 'u'));
    await match(won(row(), row(), 'u'));
    await live();
    await match(won(row(), row(), 'u'));
    expect(sent.length).toBe(1);
  });
});

describe('a source that leaves out what was before', () => {
  it('is decoded whole once that is seen, and its images are kept whole', async () => {
    await live();
    await match(won(null, row({ note: 'one' }), 'c'), won(null, row({ note: 'two' }), 'u'));
    await match(won(null, row({ note: 'three' }), 'u'));
    expect(asked.map((columns) => columns === undefined)).toEqual([false, false, true]);
    expect(sent.map(imagesOf)).toMatchObject([
      [{ note: 'one' }, { note: 'two' }],
      [{ note: 'two' }, { note: 'three' }],
    ]);
  });
});
