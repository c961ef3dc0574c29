/** Shows how values compare by type: equality, order, sameness, and what counts as empty. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compareValues,
  equalTo,
  FIELD_TYPES,
  isEmptyValue,
  parseOperand,
  sameValue,
  type FieldType,
  type FieldValue,
} from './index.ts';

const anyType = fc.constantFrom(...FIELD_TYPES);
const { value: anyValue } = fc.letrec<{ value: FieldValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<FieldValue>(null, '', true, false, 0, 'true', '5', '2026-03-01', '2026-03-01T00:00:00Z'),
    fc.integer(),
    fc.string(),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', '__proto__', 'constructor'), tie('value'), { maxKeys: 3 }),
  ),
}));

describe('isEmptyValue', () => {
  it.each([undefined, null, '', []])('%j is empty', (value) => {
    expect(isEmptyValue(value)).toBe(true);
  });
  it.each([0, false, ' ', '0', [''], [null], {}])('%j is not', (value) => {
    expect(isEmptyValue(value)).toBe(false);
  });
});

describe('equalTo', () => {
  it('never throws, and finds every value like or unlike', () => {
    fc.assert(
      fc.property(anyType, anyValue, anyValue, fc.boolean(), (type, left, right, caseSensitive) => {
        expect(['equal', 'different', 'unlike']).toContain(equalTo(type, left, caseSensitive)(right));
      }),
    );
  });
  it('finds a value of the type equal to itself', () => {
    fc.assert(
      fc.property(anyType, anyValue, fc.boolean(), (type, value, caseSensitive) => {
        const parsed = parseOperand(type, value);
        fc.pre(parsed !== undefined);
        expect(equalTo(type, parsed, caseSensitive)(parsed)).toBe('equal');
      }),
    );
  });
  it('finds more text equal where letter case does not count', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(equalTo('text', text, false)(text.toLowerCase())).toBe('equal');
      }),
    );
  });
});

describe('compareValues', () => {
  it.each<[FieldType, FieldValue, FieldValue, number | 'unlike']>([
    ['decimal', '10', '9', 1],
    ['integer', 1, '1.0', 0],
    ['text', '10', '9', 1],
    ['text', 'b', 'a', 'unlike'],
    ['date', '2026-03-01', '2026-03-02T00:00:00Z', -1],
    ['datetime', '2026-03-01T00:00:00Z', '2026-03-01', 0],
    ['json', '2026-03-01', '2026-02-01', 1],
    ['json', 5, '2026-02-01', 'unlike'],
    ['boolean', true, false, 'unlike'],
    ['reference', '2', '1', 'unlike'],
    ['list', [2], [1], 'unlike'],
    ['decimal', null, 1, 'unlike'],
  ])('%s: %j against %j is %j', (type, left, right, order) => {
    expect(compareValues(type, left, right)).toBe(order);
  });
  it('is antisymmetric', () => {
    fc.assert(
      fc.property(anyType, anyValue, anyValue, (type, left, right) => {
        const [there, back] = [compareValues(type, left, right), compareValues(type, right, left)];
        expect(back).toEqual(there === 'unlike' ? 'unlike' : 0 - there);
      }),
    );
  });
});

describe('sameValue', () => {
  it.each<[FieldType, FieldValue | undefined, FieldValue | undefined, boolean]>([
    ['text', undefined, null, true],
    ['text', null, '', true],
    ['list', null, [], true],
    ['text', null, 'x', false],
    ['text', 'Ann', 'ann', false],
    ['integer', 0, null, false],
    ['boolean', false, null, false],
    ['decimal', '1.0', '1.00', true],
    ['text', '1.0', '1.00', false],
    ['datetime', '2026-03-01T00:00:00Z', '2026-03-01T00:00:00.000Z', true],
    ['json', 5, '5', false],
    ['json', { a: 1, b: 2 }, { b: 2, a: 1 }, true],
    ['json', { a: [1, { b: null }] }, { a: [1, {}] }, true],
    ['json', { a: [1, 2] }, { a: [2, 1] }, false],
    ['list', ['a'], ['a', 'b'], false],
    ['decimal', 'NaN', 'NaN', true],
    ['decimal', 'NaN', '1', false],
  ])('%s: %j and %j: %s', (type, left, right, same) => {
    expect(sameValue(type, left, right)).toBe(same);
    expect(sameValue(type, right, left)).toBe(same);
  });
  it('finds every value the same as its copy', () => {
    fc.assert(
      fc.property(anyType, anyValue, (type, value) => {
        expect(sameValue(type, value, structuredClone(value))).toBe(true);
      }),
    );
  });
});

describe('parseOperand', () => {
  it.each<[FieldType, FieldValue, FieldValue | undefined]>([
    ['decimal', ' 1000 ', '1000'],
    ['decimal', 1000, 1000],
    ['integer', 'x', undefined],
    ['boolean', 'TRUE', true],
    ['boolean', 'false', false],
    ['boolean', 1, undefined],
    ['text', 5, '5'],
    ['text', true, 'true'],
    ['text', [1], undefined],
    ['reference', 42, '42'],
    ['date', ' 2026-03-01', '2026-03-01'],
    ['datetime', 5, undefined],
    ['list', ['a'], ['a']],
    ['list', 'a', undefined],
    ['json', { a: 1 }, { a: 1 }],
  ])('%s: %j is %j', (type, operand, parsed) => {
    expect(parseOperand(type, operand)).toEqual(parsed);
  });
});
