/** Shows how the table of definitions follows its topic: gathered at first, live after, stale and broken ones left aside. */
import type { Definition } from '@upshot/definitions';
import type { LogFields, Logger } from '@upshot/telemetry';
import { describe, expect, it } from 'vitest';
import { createDefinitionsTable, type DefinitionsTable } from './definitions-table.ts';
import { definition, jsonCodec, published, listening } from './testing/definition.ts';

const schemas = new Map([
  ['opportunities', { module: 'opportunities', fields: { amount: { type: 'decimal' as const } } }],
]);

function newTable() {
  const complaints: LogFields[] = [];
  const quiet = () => undefined;
  const log: Logger = { debug: quiet, info: quiet, warn: quiet, error: (fields) => complaints.push(fields) };
  return { table: createDefinitionsTable({ codec: jsonCodec, schemas, log }), complaints };
}

const publish = (table: DefinitionsTable, each: Definition, revision: number) =>
  table.take(published(each, revision, JSON.stringify(each)));
const live = (table: DefinitionsTable) =>
  table
    .ruleIndex()
    .rules('demo', 'opportunities', 'won')
    .map(({ payload }) => `${listening(payload).id}@${listening(payload).version}`);

describe('the table of definitions', () => {
  it('compiles what it gathered when it is opened, the newest of each', async () => {
    const { table } = newTable();
    await publish(table, definition(), 1);
    await publish(table, definition({ version: 2 }), 2);
    await publish(table, definition({ id: 'd2' }), 1);
    expect(live(table)).toEqual([]);
    table.open();
    expect(live(table)).toEqual(['d1@2', 'd2@1']);
  });
  it('swaps each record in at once when it is open', async () => {
    const { table } = newTable();
    table.open();
    const before = table.ruleIndex();
    await publish(table, definition(), 1);
    expect(live(table)).toEqual(['d1@1']);
    expect(before.rules('demo', 'opportunities', 'won')).toEqual([]);
  });
  it.each(['switched off', 'gone'])('takes a definition out that is %s', async (how) => {
    const { table } = newTable();
    table.open();
    await publish(table, definition(), 1);
    if (how === 'gone') await table.take(published(definition(), 2, null));
    else await publish(table, definition({ active: false }), 2);
    expect(live(table)).toEqual([]);
  });
  it('drops what is older than what it has seen, even after a tombstone', async () => {
    const { table } = newTable();
    table.open();
    await publish(table, definition({ version: 3 }), 3);
    await publish(table, definition({ version: 2 }), 2);
    expect(live(table)).toEqual(['d1@3']);
    await table.take(published(definition(), 4, null));
    await publish(table, definition({ version: 3 }), 3);
    expect(live(table)).toEqual([]);
  });
  it.each([
    ['not JSON', '{'],
    ['not a definition', '{"id":1}'],
  ])('says so and goes on where a document is %s', async (_name, document) => {
    const { table, complaints } = newTable();
    table.open();
    await table.take(published(definition(), 1, document));
    await publish(table, definition({ id: 'd2' }), 1);
    expect(live(table)).toEqual(['d2@1']);
    expect(complaints).toMatchObject([{ partition: 0 }]);
  });
  it('keeps tenants apart', async () => {
    const { table } = newTable();
    table.open();
    await publish(table, definition({ tenantId: 'other' }), 1);
    expect(live(table)).toEqual([]);
  });
});
