/** The matcher's walk over batches of Debezium records: what starts, what does not, and under which ids. */
import { readFileSync } from 'node:fs';
import type { Batch, BusRecord, OutgoingRecord } from '@upshot/bus';
import { createDecoder } from '@upshot/cdc';
import type { Definition, Trigger } from '@upshot/definitions';
import { UpshotError } from '@upshot/errors';
import { deriveId } from '@upshot/ids';
import { encodeCause, loadMapping } from '@upshot/mapping';
import { newTally } from '@upshot/rules';
import type { RunCommand, RunSignal } from '@upshot/schemas';
import { startTelemetry, type LogFields } from '@upshot/telemetry';
import { beforeEach, describe, expect, it } from 'vitest';
import { createDefinitionsTable, type DefinitionsTable } from './definitions-table.ts';
import { columnsReadBy } from './columns-read.ts';
import { createKeptImages } from './kept-images/kept-images.ts';
import { definition, jsonCodec, published } from './testing/definition.ts';
import { memoryStore } from './testing/memory-store.ts';
import { matchChanges, type MatcherPorts } from './topology.ts';
import { createVerdicts } from './verdicts.ts';

const TOPIC = 'crm.public.opportunities';
const file = new URL('../../deploy/crm/source-mapping.yaml', import.meta.url);
const loaded = loadMapping(readFileSync(file, 'utf8'), 'source-mapping.yaml');
if (!loaded.ok) throw new UpshotError('mapping_invalid', 'the demo mapping');
const mapping = loaded.value;
const quiet = () => undefined;

type Row = Readonly<Record<string, unknown>>;
const row = (more: Row = {}): Row => ({
  id: 'o1',
  tenant_id: 'demo',
  name: 'Deal',
  stage: 'negotiation',
  amount: '5000.00',
  upshot_cause: null,
  ...more,
});

let sent: OutgoingRecord[];
let buried: (readonly [number, string])[];
let verdicts: Map<string, number>;
let ports: MatcherPorts;
let definitions: DefinitionsTable;
let lsn: number;

beforeEach(() => {
  [sent, buried, verdicts, lsn] = [[], [], new Map(), 100];
  const countRecords = (_topic: string, reason: string, count = 1) =>
    void verdicts.set(reason, (verdicts.get(reason) ?? 0) + count);
  const complain = (fields: LogFields) => expect(fields).toEqual({});
  definitions = createDefinitionsTable({
    codec: jsonCodec,
    schemas: new Map([...mapping.modules].map(([name, module]) => [name, module.schema])),
    log: { debug: quiet, info: quiet, warn: quiet, error: complain },
  });
  ports = {
    mapping,
    definitions,
    decoder: createDecoder({
      schemaById: () => Promise.reject(new UpshotError('registry_unavailable', 'away')),
    }),
    columns: columnsReadBy(() => [definitions.ruleIndex()]),
    keptImages: createKeptImages(memoryStore()),
    timeRules: { of: () => [] },
    signalCodec: { encode: (signal: RunSignal) => Buffer.from(JSON.stringify(signal)) },
    timerCodec: { encode: () => Buffer.alloc(0) },
    deadLetters: {
      bury: async (record, _stage, error) => void buried.push([Number(record.offset), error.code]),
    },
    verdicts: createVerdicts({ countRecords }, newTally()),
    codec: { encode: (command: RunCommand) => Buffer.from(JSON.stringify(command)) },
    bus: { send: async (records) => void sent.push(...records) },
    related: { read: () => Promise.reject(new UpshotError('store_unavailable', 'not to be asked')) },
    telemetry: startTelemetry({ service: 'matcher-test' }),
    now: () => 1_700_000_000_000,
    crashPoint: quiet,
  };
});

async function live(overrides: Partial<Definition> = {}, trigger: Partial<Trigger> = {}): Promise<void> {
  const each = definition(overrides, trigger);
  await definitions.take(published(each, 1, JSON.stringify(each)));
  definitions.open();
}

function envelope(op: string, before: Row | null, after: Row | null): Buffer {
  lsn += 1;
  const source = {
    connector: 'postgresql',
    db: 'crm',
    schema: 'public',
    table: 'opportunities',
    lsn,
    ts_ms: 1_600_000_000_000,
  };
  return Buffer.from(JSON.stringify({ op, before, after, source }));
}

function batchOf(...values: readonly (Buffer | null)[]): Batch {
  const records = values.map((value, index): BusRecord => {
    const key = Buffer.from('{"id":"o1"}');
    return { topic: TOPIC, partition: 0, offset: BigInt(index), timestampMs: 0, key, value, headers: {} };
  });
  return { topic: TOPIC, partition: 0, records, highWatermark: BigInt(values.length) };
}

const { signal } = new AbortController();
const match = (batch: Batch): Promise<void> => matchChanges(batch, ports, { signal });
const won = (more: Row = {}) => envelope('u', row(more), row({ ...more, stage: 'won' }));
const commands = (): RunCommand[] => sent.map(({ value }) => JSON.parse(value?.toString() ?? ''));

describe('a change that matches', () => {
  it('starts a run with an id derived from tenant, definition and source position', async () => {
    await live();
    await match(batchOf(won()));
    const [command] = commands();
    const positionId = command?.start?.positionId ?? '';
    expect(command).toMatchObject({ tenantId: 'demo', runId: deriveId('run', 'demo', 'd1', positionId) });
    expect(command?.start).toMatchObject({
      definitionId: 'd1',
      module: 'opportunities',
      triggerName: 'opportunity_won',
      recordId: 'o1',
      operation: 'update',
      depth: 0,
      rootRunId: command?.runId,
      committedAtMs: 1_600_000_000_000,
    });
    expect(JSON.parse(command?.start?.after ?? '')).toMatchObject({ stage: 'won', amount: '5000.00' });
    expect(sent[0]).toMatchObject({
      topic: 'upshot.run-commands',
      key: command?.runId,
      headers: { traceparent: expect.stringMatching(/^00-/u) },
    });
  });
  it('starts the same run when it is delivered again', async () => {
    await live();
    const change = won();
    await match(batchOf(change, change));
    expect(new Set(commands().map(({ runId }) => runId)).size).toBe(1);
  });
  it('starts one run for each definition that listens, each in a trace of its own', async () => {
    await live();
    await live({ id: 'd2' }, { kind: 'updated', name: 'opportunity_updated' });
    await live({ id: 'd3' }, { kind: 'stage_changed', name: 'opportunity_stage_changed' });
    await match(batchOf(won()));
    expect(
      commands()
        .map(({ start }) => String(start?.definitionId))
        .toSorted((a, b) => a.localeCompare(b)),
    ).toEqual(['d1', 'd2', 'd3']);
    expect(new Set(sent.map(({ headers }) => String(headers?.['traceparent']).slice(3, 35))).size).toBe(3);
  });
  it('hands changes on in the order of their commits', async () => {
    await live({}, { kind: 'updated', name: 'opportunity_updated' });
    const names = Array.from({ length: 20 }, (_none, index) => `n${index}`);
    await match(batchOf(...names.map((name) => envelope('u', row(), row({ name })))));
    expect(commands().map(({ start }) => JSON.parse(start?.after ?? '').name)).toEqual(names);
  });
});

describe('a change that starts nothing says why', () => {
  const cases: readonly (readonly [string, () => Buffer | null, string])[] = [
    ['the criteria do not match', () => won({ amount: '10.00' }), 'no_match'],
    ['it is a tombstone', () => null, 'tombstone'],
    ['the table was emptied', () => envelope('t', null, null), 'truncate'],
    [
      'it is a write-back of Upshot',
      () => envelope('u', row(), row({ stage: 'won', upshot_cause: cause(1) })),
      'loop_limit',
    ],
    ['what was before is unknown', () => envelope('u', null, row({ stage: 'won' })), 'prior_unknown'],
  ];
  it.each(cases)('%s', async (_name, change, reason) => {
    await live();
    await match(batchOf(change()));
    expect(sent).toEqual([]);
    expect([...verdicts.keys()]).toEqual([reason]);
  });
  it.each([
    ['a snapshot read', () => envelope('r', null, row({ stage: 'won' }))],
    ['a delete', () => envelope('d', row({ stage: 'won' }), null)],
    ['a row saved again', () => envelope('u', row({ stage: 'won' }), row({ stage: 'won' }))],
    ['another tenant', () => won({ tenant_id: 'other' })],
  ])('no definition listens to %s', async (_name, change) => {
    await live();
    await match(batchOf(change()));
    expect(sent).toEqual([]);
  });
});

describe('a row that moves to another tenant', () => {
  it('takes nothing of the first tenant’s with it, and what was before is unknown', async () => {
    await live({ tenantId: 'other' });
    await live({ tenantId: 'other', id: 'd2' }, { kind: 'updated', name: 'opportunity_updated' });
    const change = envelope(
      'u',
      row({ name: 'a secret of the first' }),
      row({ tenant_id: 'other', stage: 'won' }),
    );
    await match(batchOf(change));
    expect(commands().map(({ start }) => [start?.definitionId, start?.before])).toEqual([['d2', null]]);
    expect(verdicts.get('prior_unknown')).toBe(1);
  });
});

describe('the limit of a chain of write-backs', () => {
  it.each([
    [1, 1, 1],
    [2, 1, 0],
  ])('at depth %d under a limit of %d starts %d', async (depth, maxDepth, starts) => {
    await live({}, { maxDepth });
    await match(batchOf(envelope('u', row(), row({ stage: 'won', upshot_cause: cause(depth) }))));
    expect(commands().map(({ start }) => [start?.depth, start?.rootRunId])).toEqual(
      Array.from({ length: starts }, () => [depth, 'root']),
    );
  });
  it('does not hold a person back who changes what Upshot wrote before', async () => {
    await live();
    await match(batchOf(won({ upshot_cause: cause(1) })));
    expect(sent.length).toBe(1);
  });
});

const cause = (depth: number): string =>
  encodeCause({ effectId: `e${depth}`, runId: 'r', rootRunId: 'root', depth, definitionId: 'd1' });

describe('a record that cannot be read', () => {
  it('is buried, and the batch goes on', async () => {
    await live();
    await match(batchOf(Buffer.from('{'), Buffer.from([7, 1, 2]), won()));
    expect(buried).toEqual([
      [0, 'bad_envelope'],
      [1, 'bad_magic_byte'],
    ]);
    expect(sent.length).toBe(1);
  });
  it('for want of an engine is not: the batch comes again', async () => {
    await live();
    const avro = Buffer.from([0, 0, 0, 0, 1, 2]);
    await expect(match(batchOf(avro))).rejects.toMatchObject({
      code: 'registry_unavailable',
      retry: 'later',
    });
    expect(buried).toEqual([]);
  });
});
