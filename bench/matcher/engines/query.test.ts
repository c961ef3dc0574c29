/** Shows how criteria become queries and documents, where that is easily got wrong. */
import type { Condition, Criteria, OperatorName } from '@upshot/rules';
import type { FieldValue } from '@upshot/values';
import { describe, expect, it } from 'vitest';
import type { BenchEvent } from '../workload/index.ts';
import { documentOf, plainOf } from './document.ts';
import { queryOf } from './query.ts';

const ask = (field: string, operator: OperatorName, operand: FieldValue = null): Condition => ({
  kind: 'condition',
  field,
  operator,
  operand,
  caseSensitive: true,
});

describe('queryOf', () => {
  it.each<[Condition, unknown]>([
    [ask('phone', 'starts_with', '+49 (1'), { phone: /^\+49 \(1/u }],
    [ask('title', 'contains', 'a.b'), { title: /a\.b/u }],
    [ask('tags', 'contains', 'vip'), { tags: 'vip' }],
    [ask('amount', 'greater_than', '10.50'), { amount: { $gt: 10.5 } }],
    [ask('score', 'in', [1, 2]), { score: { $in: [1, 2] } }],
    [ask('rating', 'is_empty'), { rating: null }],
    [ask('stage', 'changed_to', 'won'), { moved_stage: true, stage: 'won' }],
  ])('%j', (condition, query) => {
    expect(queryOf(condition)).toEqual(query);
  });
  it('nests groups', () => {
    const one = ask('stage', 'equals', 'won');
    const criteria: Criteria = {
      kind: 'all',
      of: [one, { kind: 'any', of: [one] }, { kind: 'not', of: one }],
    };
    const leaf = { stage: 'won' };
    expect(queryOf(criteria)).toEqual({ $and: [leaf, { $or: [leaf] }, { $nor: [leaf] }] });
  });
  it('refuses an operator that the workload does not have', () => {
    expect(() => queryOf(ask('stage', 'not_in', []))).toThrow(/no not_in/u);
  });
});

describe('documents', () => {
  it('hold numbers, milliseconds and marks of what moved', () => {
    const values = {
      amount: '12.50',
      score: 3,
      created_at: '1970-01-01T00:00:01Z',
      stage: 'won',
      rating: null,
    };
    const event: BenchEvent = {
      tenantId: 'tenant-00',
      module: 'leads',
      kinds: ['updated'],
      moved: ['stage'],
      change: { operation: 'update', before: null, after: { values, unknown: [] } },
    };
    const plain = { amount: 12.5, score: 3, created_at: 1000, stage: 'won', rating: null };
    expect(documentOf(event)).toEqual({ ...plain, moved_stage: true });
  });
  it('leave texts as they are, though they look like numbers', () => {
    expect([plainOf('phone', '123'), plainOf('elsewhere', '123')]).toEqual(['123', '123']);
  });
});
