/** Shows on real engines that what a run stored is sent again where the command that it answers comes again, and for no other record. */
import { randomUUID } from 'node:crypto';
import type { BusRecord, OutgoingRecord } from '@upshot/bus';
import type { Graph } from '@upshot/definitions';
import { effectsTopic, RUNS, type RunCommand } from '@upshot/schemas';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { batchOfRecords, openBench, recordOf, startCommand } from './testing/bench.ts';
import { commandTo, crashAt, report } from './testing/house.ts';
import { runCommands } from './topology.ts';

const IDS = ['a', 'b', 'c'] as const;
const THREE: Graph = {
  start: 'a',
  nodes: IDS.map((id) => ({ kind: 'action', id, action: 'webhook', config: {} }) as const),
  edges: [
    { from: 'a', outcome: 'done', to: 'b' },
    { from: 'b', outcome: 'done', to: 'c' },
  ],
};

let bench: Awaited<ReturnType<typeof openBench>>;
let runId: string;
let sent: OutgoingRecord[];
beforeAll(async () => {
  bench = await openBench(inject('engines'));
});
afterAll(async () => {
  await bench.close();
});
beforeEach(() => {
  runId = randomUUID();
  sent = [];
});

const recordFor = (command: RunCommand): BusRecord => recordOf(bench.commands.encode(command));
const startOf = () => recordFor(startCommand(bench.tenantId, runId, THREE));
const stored = async () => (await bench.ports.store.load([runId])).get(runId) ?? expect.unreachable();
/** The report of the step that is open. */
const reported = async () =>
  recordFor(commandTo(bench.tenantId, runId, report((await stored()).state.openSteps[0]?.stepId ?? 'none')));

const bus = {
  send: async (records: readonly OutgoingRecord[]) => {
    sent.push(...records);
  },
};

/** Takes a batch; says what it sent. */
async function taken(...records: readonly BusRecord[]): Promise<readonly OutgoingRecord[]> {
  sent = [];
  await runCommands(batchOfRecords(records), { ...bench.ports, bus });
  return sent;
}
/** How many effects a batch sends. */
const effects = async (...records: readonly BusRecord[]): Promise<number> =>
  (await taken(...records)).filter(({ topic }) => topic === effectsTopic('webhook')).length;

/** A batch that is stored and not sent. */
const cut = (...records: readonly BusRecord[]) =>
  expect(
    runCommands(batchOfRecords(records), { ...bench.ports, bus, crashPoint: crashAt('runner.stored') }),
  ).rejects.toMatchObject({ code: 'internal' });

const elsewhere = (record: BusRecord): BusRecord => ({ ...record, partition: record.partition + 8 });
const again = (record: BusRecord): BusRecord => recordOf(record.value);

describe('a command that is known', () => {
  it('sends nothing where it is a record of its own', async () => {
    const start = startOf();
    expect(await effects(start)).toBe(1);
    expect(await taken(again(start))).toEqual([]);
    const first = await reported();
    expect(await effects(first)).toBe(1);
    expect(await taken(again(first), again(start))).toEqual([]);
  });
  it('sends the same bytes where it comes again', async () => {
    const start = startOf();
    const before = await taken(start);
    const valuesOf = (records: readonly OutgoingRecord[]) => records.map(({ value }) => value);
    expect(valuesOf(await taken(start))).toEqual(valuesOf(before));
    expect(valuesOf(await taken(start, again(start)))).toEqual(valuesOf(before));
  });
  it('sends what was stored since, where it is older: of its own, all was sent before the next was read', async () => {
    const start = startOf();
    await taken(start);
    const first = await reported();
    await cut(first);
    expect(await effects(start)).toBe(1);
    expect(await effects(start, first)).toBe(1);
    expect((await stored()).state.openSteps).toMatchObject([{ nodeId: 'b' }]);
  });
});

describe('a batch with several commands of one run', () => {
  it('is sent whole after a crash, though its records come again one at a time', async () => {
    const [start, one] = [startOf(), again(startOf())];
    await cut(start, one);
    expect(await effects(start)).toBe(1);
    expect(await taken(one)).toEqual([]);
  });
  it('is sent whole though the next batch brings more', async () => {
    const start = startOf();
    await taken(start);
    const first = await reported();
    await cut(first, again(start));
    const second = await reported();
    await cut(first, second);
    expect(await effects(first)).toBe(2);
    expect(await effects(second)).toBe(0);
  });
  it('stores no outbox that grows where the same batch crashes over and over', async () => {
    const start = startOf();
    await cut(start);
    const { outbox, revision } = await stored();
    await cut(start);
    await cut(start);
    expect(await stored()).toMatchObject({ revision, outbox: { length: outbox.length } });
    expect(await effects(start)).toBe(1);
  });
});

describe('where places are no longer what they were', () => {
  /** A later record as the topic has it then. */
  const MOVES: readonly [string, (record: BusRecord) => BusRecord][] = [
    ['partitions were added', elsewhere],
    ['the topic was made anew', (record) => ({ ...record, offset: record.offset - 1_000_000n })],
  ];
  it.each(MOVES)('%s: a new command sends what a crash cut off, too', async (_name, moved) => {
    const start = startOf();
    await cut(start);
    expect(await effects(moved(await reported()))).toBe(2);
  });
  it.each(MOVES)('%s: a known command sends once, and the next nothing', async (_name, moved) => {
    const start = startOf();
    await taken(start);
    expect(await effects(moved(again(start)))).toBe(1);
    expect(await taken(moved(again(start)))).toEqual([]);
    expect(await effects(moved(await reported()))).toBe(1);
  });
  it.each(MOVES)('%s: a crash before that is sent loses nothing', async (_name, moved) => {
    const start = startOf();
    await cut(start);
    const known = moved(again(start));
    await cut(known);
    expect(await effects(known)).toBe(1);
    expect(await taken(moved(again(start)))).toEqual([]);
  });
  it('the log is a copy with other offsets: the command that was cut off is known by its time', async () => {
    const start = startOf();
    await cut(start);
    const copied = { ...start, offset: start.offset + 1_000_000n };
    expect(await effects(copied)).toBe(1);
    expect(await effects(copied)).toBe(1);
  });
  it('a run was stored without a place: it sends once', async () => {
    const start = startOf();
    await taken(start);
    await bench.db.collection<{ _id: string }>(RUNS).updateOne({ _id: runId }, { $unset: { place: 1 } });
    expect((await stored()).place).toBeNull();
    expect(await effects(again(start))).toBe(1);
    expect(await taken(again(start))).toEqual([]);
  });
  it('keeps the place of the last command in a few numbers', async () => {
    const start = startOf();
    await taken(start);
    const document = await bench.db.collection<{ _id: string }>(RUNS).findOne({ _id: runId });
    expect(document).toMatchObject({
      place: { partition: 0, offset: Number(start.offset), atMs: start.timestampMs },
    });
  });
});
