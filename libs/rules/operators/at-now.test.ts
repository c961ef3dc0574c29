/** Shows that a relative operand follows the time, forwards and backwards, and is computed no more often than it changes. */
import type { FieldType } from '@upshot/values';
import { describe, expect, it } from 'vitest';
import { compileCriteria, newTally, type Condition } from '../index.ts';
import { conditionOf, schemaOf } from '../testing/cases.ts';
import { atNow } from './at-now.ts';

const HOUR_MS = 3_600_000;
const noon = Date.parse('2026-03-18T12:00:00Z');
const today = { relativeTo: 'day' };

/** How often an operand is prepared while it is asked at each of the times. */
function preparations(operand: Condition['operand'], times: readonly number[], type: FieldType = 'date') {
  const seen: Condition['operand'][] = [];
  const compile = atNow((condition) => {
    seen.push(condition.operand);
    return () => true;
  });
  const test = compile(conditionOf('equals', operand, true), type);
  for (const nowMs of times) test('2026-03-18', { nowMs });
  return seen;
}

describe('a relative operand', () => {
  it('is prepared once a period', () => {
    const hours = Array.from({ length: 72 }, (_, hour) => noon + hour * HOUR_MS);
    expect(preparations(today, hours)).toEqual(['2026-03-18', '2026-03-19', '2026-03-20', '2026-03-21']);
    expect(preparations({ relativeTo: 'month' }, hours)).toEqual(['2026-03-01']);
  });
  it('is prepared once for each time where every moment counts', () => {
    const times = [noon, noon, noon + 1, noon + 1, noon];
    expect(preparations({ relativeTo: 'now' }, times, 'datetime')).toHaveLength(3);
  });
  it('stands in a list as long as every member does', () => {
    const list = [today, { relativeTo: 'day', zone: 'Pacific/Auckland' }, '2020-01-01', null];
    const times = [noon, noon + HOUR_MS, noon + 12 * HOUR_MS];
    expect(preparations(list, [noon - 2 * HOUR_MS, ...times])).toEqual([
      ['2026-03-18', '2026-03-18', '2020-01-01', null],
      ['2026-03-18', '2026-03-19', '2020-01-01', null],
      ['2026-03-19', '2026-03-19', '2020-01-01', null],
    ]);
  });
  it('is no relative date on other types, nor where it is malformed', () => {
    expect(preparations(today, [noon, noon + 48 * HOUR_MS], 'json')).toEqual([today]);
    const malformed = { relativeTo: 'never' };
    expect(preparations(malformed, [noon, noon + 48 * HOUR_MS])).toEqual([malformed]);
  });
});

describe('criteria with a relative operand', () => {
  const change = {
    operation: 'create',
    before: null,
    after: { values: { value: '2026-03-18' }, unknown: [] },
  } as const;
  it('follow the time, backwards too', () => {
    const { evaluate } = compileCriteria(conditionOf('equals', today, true), schemaOf('date'));
    const days = [0, 1, 0, -1, 0].map((each) => evaluate(change, { nowMs: noon + each * 24 * HOUR_MS }));
    expect(days).toEqual(['match', 'no_match', 'match', 'no_match', 'match']);
  });
  it('count what is unlike under their own field', () => {
    const tally = newTally();
    const { evaluate } = compileCriteria(
      conditionOf('equals', { relativeTo: 'never' }, true),
      schemaOf('date'),
    );
    expect(evaluate(change, { nowMs: noon, tally })).toBe('no_match');
    expect([...tally.fields]).toEqual(['value']);
  });
});
