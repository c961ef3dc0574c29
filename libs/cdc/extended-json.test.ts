/** Shows how documents of MongoDB become rows. */
import { UpshotError } from '@upshot/errors';
import { describe, expect, it } from 'vitest';
import { createDecoder, type ChangeEvent, type ChangeRecord } from './index.ts';
import { envelope, json, record } from './testing/records.ts';

const decoder = createDecoder({
  schemaById: async (id) => {
    throw new UpshotError('schema_unknown', `no schema ${id}`);
  },
});

async function change(given: ChangeRecord): Promise<ChangeEvent> {
  const decoded = await decoder.decode(given);
  if (decoded.kind !== 'change') expect.fail('no change');
  return decoded.change;
}

describe('documents of MongoDB', () => {
  const source = { connector: 'mongodb', collection: 'leads', table: undefined, ord: 1 };
  const key = json({ id: '{"$oid":"64b0f0c2a1b2c3d4e5f60718"}' });
  const document = JSON.stringify({
    _id: { $oid: '64b0f0c2a1b2c3d4e5f60718' },
    n: { $numberLong: '9007199254740993' },
    d: { $numberDecimal: '1.50' },
    at: { $date: 1_700_000_000_123 },
    sub: { list: [{ $numberInt: '3' }, null] },
  });

  it('are rows', async () => {
    const { after } = await change(record(envelope('c', { after: document }, source), { key }));
    expect(after?.values).toEqual({
      _id: '64b0f0c2a1b2c3d4e5f60718',
      n: '9007199254740993',
      d: '1.50',
      at: '2023-11-14T22:13:20.123Z',
      sub: { list: [3, null] },
    });
  });

  it('without pre-image are deleted by their key', async () => {
    const { before, after } = await change(record(envelope('d', {}, source), { key }));
    expect({ before, after }).toEqual({
      before: { values: { _id: '64b0f0c2a1b2c3d4e5f60718' }, unknown: 'rest' },
      after: null,
    });
  });

  it('that are gone when they are looked up leave the update known by its key alone', async () => {
    const { after } = await change(record(envelope('u', {}, source), { key }));
    expect(after).toEqual({ values: { _id: '64b0f0c2a1b2c3d4e5f60718' }, unknown: 'rest' });
  });

  it('that are no JSON are refused', async () => {
    await expect(
      decoder.decode(record(envelope('c', { after: '{' }, source), { key })),
    ).rejects.toMatchObject({
      code: 'bad_envelope',
    });
  });
});
