/** Shows that an image comes back from its document as it was, and that no record can take another one's place. */
import type { FieldValue } from '@upshot/values';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Remembered } from './remembered.ts';
import { fromDocument, mirrorId, paddedSequence, toDocument } from './document.ts';

const FORGET_AT = new Date(5);
const remembered = (changes: Partial<Remembered>): Remembered => ({
  tenantId: 't1',
  module: 'leads',
  recordId: '7',
  values: {},
  unknown: [],
  deleted: false,
  sequence: 1n,
  positionId: 'p',
  committedAtMs: 1,
  ...changes,
});
const json = fc.json().map((text): FieldValue => JSON.parse(text));

describe('an image', () => {
  it('comes back as it was, nested values too', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), json, { noNullPrototype: true }),
        fc.bigInt({ min: 0n, max: 2n ** 128n }),
        (values, sequence) => {
          const whole = remembered({ values, sequence });
          expect(fromDocument(toDocument(whole, FORGET_AT))).toEqual(whole);
        },
      ),
    );
  });
  it('comes back with keys that objects have a meaning for', () => {
    const nested: FieldValue = JSON.parse('{"__proto__":null,"constructor":{"__proto__":{"a":1}}}');
    const whole = remembered({ values: { json: nested } });
    const { values } = fromDocument(toDocument(whole, FORGET_AT));
    expect(JSON.stringify(values)).toBe(JSON.stringify(whole.values));
  });
  it('keeps scalars as values, and the rest as text', () => {
    const { values, nested } = toDocument(
      remembered({ values: { a: 1, b: null, c: { $where: 1 }, d: [] } }),
      FORGET_AT,
    );
    expect(values).toEqual({ a: 1, b: null });
    expect(nested).toEqual({ c: '{"$where":1}', d: '[]' });
  });
  it('is forgotten only when its record is deleted', () => {
    expect(toDocument(remembered({}), FORGET_AT)).not.toHaveProperty('expireAt');
    expect(toDocument(remembered({ deleted: true }), FORGET_AT)).toMatchObject({
      deleted: true,
      expireAt: FORGET_AT,
    });
  });
});

describe('mirrorId', () => {
  it('reads as tenant, module, record', () => {
    expect(mirrorId({ tenantId: 'acme', module: 'leads', recordId: '7' })).toBe('acme/leads/7');
  });
  it('is the same for the same record only', () => {
    const part = fc.stringMatching(/^[ab/%]{0,4}$/u);
    const record = fc.record({ tenantId: part, module: part, recordId: part });
    fc.assert(
      fc.property(record, record, (one, other) => {
        expect(mirrorId(one) === mirrorId(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
    );
  });
});

describe('paddedSequence', () => {
  it('orders as numbers do', () => {
    const sequence = fc.bigInt({ min: 0n, max: 2n ** 128n });
    fc.assert(
      fc.property(sequence, sequence, (one, other) => {
        expect(paddedSequence(one) < paddedSequence(other)).toBe(one < other);
      }),
    );
  });
  it.each([-1n, 10n ** 40n])('refuses %s', (sequence) => {
    expect(() => paddedSequence(sequence)).toThrow(expect.objectContaining({ code: 'record_invalid' }));
  });
});
