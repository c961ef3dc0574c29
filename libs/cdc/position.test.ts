/** Shows where a change is said to have been made, for each source. */
import { UpshotError } from '@upshot/errors';
import { describe, expect, it } from 'vitest';
import { createDecoder, type ChangeEvent, type ChangeRecord, type SourcePosition } from './index.ts';
import { envelope, json, record } from './testing/records.ts';

const decoder = createDecoder({
  schemaById: async (id) => {
    throw new UpshotError('schema_unknown', `no schema ${id}`);
  },
});

const row = { id: '7', stage: 'new' };

async function change(given: ChangeRecord): Promise<ChangeEvent> {
  const decoded = await decoder.decode(given);
  if (decoded.kind !== 'change') expect.fail('no change');
  return decoded.change;
}

describe('positions', () => {
  const at = async (source: object, parts: Partial<ChangeRecord> = {}, op = 'c'): Promise<SourcePosition> =>
    (await change(record(envelope(op, { after: row }, source), parts))).position;

  it('are the same on every redelivery, whatever the offset', async () => {
    expect(await at({}, { offset: 99n, partition: 0 })).toEqual(await at({}));
  });

  it('of Postgres', async () => {
    expect(await at({ lsn: 123 })).toEqual({
      id: 'crm:crm:123:public.leads:7',
      sequence: 247n,
      table: 'public.leads',
      committedAtMs: 5,
    });
  });

  it('of a snapshot come before a change at the same place', async () => {
    expect((await at({ lsn: 123 }, {}, 'r')).sequence).toBeLessThan((await at({ lsn: 123 })).sequence);
  });

  it('of Postgres, beyond 2^53, keep every digit', async () => {
    const value = Buffer.from(
      JSON.stringify(envelope('c', { after: row })).replace('"lsn":100', '"lsn":9223372036854775807'),
    );
    expect((await change(record(value))).position.sequence).toBe(9223372036854775807n * 2n + 1n);
  });

  it.each([
    [
      'MySQL',
      { connector: 'mysql', file: 'bin.000007', pos: 4, row: 2, gtid: null, schema: undefined },
      'crm:crm:bin.000007/4/2:crm.leads:7',
    ],
    [
      'MySQL with GTIDs',
      { connector: 'mysql', file: 'bin.000007', pos: 4, row: 2, gtid: 'a:1', schema: undefined },
      'crm:crm:a:1/4/2:crm.leads:7',
    ],
    [
      'MongoDB',
      { connector: 'mongodb', ts_ms: 5000, ord: 3, table: undefined, schema: undefined, collection: 'leads' },
      'crm:crm:5000/3/:crm.leads:7',
    ],
    ['a source without positions', { lsn: null }, 'crm:crm:crm.public.leads/2/41:public.leads:7'],
    [
      'an unheard-of source',
      { connector: 'cobol', name: undefined },
      'cobol:crm:crm.public.leads/2/41:public.leads:7',
    ],
  ])('of %s', async (_what, source, id) => {
    expect((await at(source)).id).toBe(id);
  });

  it('of MySQL grow with the file, the position and the row', async () => {
    const places = [
      ['bin.000007', 4, 0],
      ['bin.000007', 4, 1],
      ['bin.000007', 9, 0],
      ['bin.000008', 1, 0],
    ] as const;
    const sequences = await Promise.all(
      places.map(
        async ([file, pos, line]) => (await at({ connector: 'mysql', file, pos, row: line })).sequence,
      ),
    );
    expect(sequences).toEqual(sequences.toSorted((a, b) => (a < b ? -1 : 1)));
  });

  it('tell composite keys apart, however they are cut', async () => {
    const one = await at({}, { key: json({ a: 'x:y', b: 'z' }) });
    const other = await at({}, { key: json({ a: 'x', b: 'y:z' }) });
    expect(one.id).not.toBe(other.id);
  });

  it('take the commit time from microseconds, or from Kafka, where need be', async () => {
    expect((await at({ ts_ms: undefined, ts_us: 1_700_000_000_123_456 })).committedAtMs).toBe(
      1_700_000_000_123,
    );
    expect((await at({ ts_ms: null, ts_us: null })).committedAtMs).toBe(1_700_000_000_000);
  });

  it('read an envelope without source', async () => {
    const value = { op: 'c', after: row };
    expect((await change(record(value))).position).toEqual({
      id: 'crm.public.leads::crm.public.leads/2/41:crm.public.leads:7',
      sequence: 83n,
      table: 'crm.public.leads',
      committedAtMs: 1_700_000_000_000,
    });
  });
});
