/** Shows what is buried and what is thrown on. */
import type { BusRecord } from '@upshot/bus';
import { UpshotError } from '@upshot/errors';
import { describe, expect, it } from 'vitest';
import { readOrBury } from './read-or-bury.ts';

const record: BusRecord = {
  topic: 't',
  partition: 0,
  offset: 7n,
  timestampMs: 0,
  key: null,
  value: null,
  headers: {},
};

function newGrave() {
  const buried: string[] = [];
  const bury = async ({ offset }: BusRecord, stage: string, { code }: UpshotError) => {
    buried.push(`${offset} ${stage} ${code}`);
  };
  return { buried, deadLetters: { bury } };
}

describe('readOrBury', () => {
  it.each([1, null, undefined])('returns what was read: %s', async (value) => {
    const { buried, deadLetters } = newGrave();
    expect(await readOrBury(record, 's', deadLetters, () => value)).toBe(value);
    expect(buried).toEqual([]);
  });
  it.each([
    ['a coded error that no retry helps', new UpshotError('avro_invalid', 'x'), 'avro_invalid'],
    ['whatever else was thrown', new TypeError('x'), 'record_invalid'],
  ])('buries %s', async (_name, thrown, code) => {
    const { buried, deadLetters } = newGrave();
    expect(await readOrBury(record, 's', deadLetters, () => Promise.reject(thrown))).toBeNull();
    expect(buried).toEqual([`7 s ${code}`]);
  });
  it.each(['registry_unavailable', 'conflict'] as const)(
    'throws on what waiting may heal: %s',
    async (code) => {
      const { buried, deadLetters } = newGrave();
      const read = () => Promise.reject(new UpshotError(code, 'x'));
      await expect(readOrBury(record, 's', deadLetters, read)).rejects.toMatchObject({ code });
      expect(buried).toEqual([]);
    },
  );
  it('throws where the letter cannot be written: nothing is dropped', async () => {
    const bury = () => Promise.reject(new UpshotError('bus_unavailable', 'x'));
    const read = () => Promise.reject(new UpshotError('avro_invalid', 'x'));
    await expect(readOrBury(record, 's', { bury }, read)).rejects.toMatchObject({ code: 'bus_unavailable' });
  });
});
