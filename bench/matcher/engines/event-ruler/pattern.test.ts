/** Shows how criteria become event-ruler's patterns, and which cannot. */
import type { Condition, Criteria, OperatorName } from '@upshot/rules';
import type { FieldValue } from '@upshot/values';
import { describe, expect, it } from 'vitest';
import { patternOf, withoutEmpty } from './pattern.ts';

const ask = (field: string, operator: OperatorName, operand: FieldValue = null): Condition => ({
  kind: 'condition',
  field,
  operator,
  operand,
  caseSensitive: true,
});
const all = (...of: Criteria[]): Criteria => ({ kind: 'all', of });

describe('patternOf', () => {
  it.each<[Condition, unknown]>([
    [ask('stage', 'equals', 'won'), { stage: ['won'] }],
    [ask('stage', 'in', ['won', 'lost']), { stage: ['won', 'lost'] }],
    [ask('stage', 'not_equals', 'won'), { stage: [{ 'anything-but': 'won' }, { exists: false }] }],
    [ask('amount', 'less_than', '10.50'), { amount: [{ numeric: ['<', 10.5] }] }],
    [ask('created_at', 'greater_or_equal', '1970-01-02'), { created_at: [{ numeric: ['>=', 86_400_000] }] }],
    [ask('email', 'starts_with', 'an'), { email: [{ prefix: 'an' }] }],
    [ask('title', 'contains', 'Sales'), { title: [{ wildcard: '*Sales*' }] }],
    [ask('tags', 'contains', 'vip'), { tags: ['vip'] }],
    [ask('rating', 'is_empty'), { rating: [{ exists: false }] }],
    [ask('rating', 'is_not_empty'), { rating: [{ exists: true }] }],
    [ask('stage', 'any_change'), { moved_stage: [true] }],
    [ask('stage', 'changed_to', 'won'), { moved_stage: [true], stage: ['won'] }],
  ])('%j', (condition, pattern) => {
    expect(patternOf(condition)).toEqual(pattern);
  });
  it('joins the ends of a range', () => {
    const range = all(ask('score', 'greater_or_equal', 10), ask('score', 'less_than', 20));
    expect(patternOf(range)).toEqual({ score: [{ numeric: ['>=', 10, '<', 20] }] });
  });
  it('has alternatives', () => {
    const either: Criteria = {
      kind: 'any',
      of: [ask('stage', 'equals', 'won'), ask('status', 'equals', 'open')],
    };
    expect(patternOf(all(ask('score', 'equals', 5), either))).toEqual({
      score: [5],
      $or: [{ stage: ['won'] }, { status: ['open'] }],
    });
  });
  it.each<[string, Criteria]>([
    ['a field asked twice', all(ask('stage', 'equals', 'won'), ask('stage', 'not_equals', 'lost'))],
    ['a negation', all({ kind: 'not', of: ask('stage', 'equals', 'won') })],
    ['two alternatives', all({ kind: 'any', of: [] }, { kind: 'any', of: [] })],
  ])('has none for %s', (_name, criteria) => {
    expect(patternOf(criteria)).toBeUndefined();
  });
  it('refuses an operator that the workload does not have', () => {
    expect(() => patternOf(ask('stage', 'not_in', []))).toThrow(/no not_in/u);
  });
});

describe('withoutEmpty', () => {
  it('leaves out what is null, and nothing else', () => {
    expect(withoutEmpty({ a: null, b: '', c: 0, d: false })).toEqual({ b: '', c: 0, d: false });
  });
});
