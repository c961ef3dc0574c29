/** Shows, type by type, what an event may say of a field, and the form in which it is kept. */
import type { FieldType, FieldValue } from '@upshot/values';
import { describe, expect, it } from 'vitest';
import { checkValue } from './check-value.ts';

const deep = (depth: number): FieldValue => (depth === 0 ? 1 : { a: deep(depth - 1) });

describe('is taken', () => {
  it.each<[FieldType, FieldValue, FieldValue]>([
    ['text', '', ''],
    ['text', null, null],
    ['reference', 'u1', 'u1'],
    ['reference', 7, '7'],
    ['integer', -3, -3],
    ['integer', '42', 42],
    ['integer', '12345678901234567890', '12345678901234567890'],
    ['decimal', 1.5, 1.5],
    ['decimal', '1.10', '1.10'],
    ['boolean', false, false],
    ['date', '2024-02-29', '2024-02-29'],
    ['datetime', '2026-03-01T10:00:00Z', '2026-03-01T10:00:00.000Z'],
    ['datetime', '2026-03-01T10:00:00+05:30', '2026-03-01T04:30:00.000Z'],
    ['datetime', '2026-03-01 10:00:00.123456Z', '2026-03-01T10:00:00.123456Z'],
    ['list', ['a', 1, true], ['a', 1, true]],
    ['json', deep(16), deep(16)],
    ['json', 'x', 'x'],
  ])('%s %j', (type, value, kept) => {
    expect(checkValue(value, type)).toEqual({ ok: true, value: kept });
  });
  it.each(['text', 'integer', 'date', 'list', 'json'] as const)('null as %s', (type) => {
    expect(checkValue(null, type)).toEqual({ ok: true, value: null });
  });
});

describe('is refused', () => {
  it.each<[FieldType, FieldValue, string]>([
    ['text', 1, 'must be text'],
    ['text', ['a'], 'must be text'],
    ['reference', '', 'must be the id of a record'],
    ['reference', 1.5, 'must be the id of a record'],
    ['integer', 1.5, 'must be a whole number'],
    ['integer', '1e3', 'must be a whole number'],
    ['integer', '', 'must be a whole number'],
    ['integer', '007', 'must be a whole number'],
    ['decimal', 'ten', 'must be a number'],
    ['decimal', [1], 'must be a number'],
    ['decimal', true, 'must be a number'],
    ['boolean', 'true', 'must be true or false'],
    ['boolean', 1, 'must be true or false'],
    ['date', '2025-02-29', 'must be a day, YYYY-MM-DD'],
    ['date', '2026-03-01T00:00:00Z', 'must be a day, YYYY-MM-DD'],
    ['date', 20_260_301, 'must be a day, YYYY-MM-DD'],
    ['datetime', '2026-03-01', 'must be a time with its zone, such as 2026-03-01T10:00:00Z'],
    ['datetime', '2026-03-01T10:00:00', 'must be a time with its zone, such as 2026-03-01T10:00:00Z'],
    ['datetime', '2026-13-01T10:00:00Z', 'must be a time with its zone, such as 2026-03-01T10:00:00Z'],
    ['datetime', 0, 'must be a time with its zone, such as 2026-03-01T10:00:00Z'],
    ['list', 'a', 'must be a list'],
    ['list', [['a']], 'must hold plain values'],
    ['list', Array.from({ length: 1001 }, () => 'a'), 'must not hold more than 1000 values'],
    ['json', deep(17), 'may nest 16 deep'],
  ])('%s %j', (type, value, message) => {
    expect(checkValue(value, type)).toEqual({ ok: false, error: message });
  });
});
