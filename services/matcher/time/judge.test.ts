/** Whether and when a record is due for a rule, by what is known of it. */
import type { Criteria } from '@upshot/rules';
import { describe, expect, it } from 'vitest';
import { image, overdueTasks, ruleOf, YEARLY } from '../testing/time.ts';
import { judge, liesAhead } from './judge.ts';

const DUE_AT = '2026-03-01T10:00:00Z';
const DUE_MS = Date.parse(DUE_AT);
const urgent: Criteria = {
  kind: 'condition',
  field: 'priority',
  operator: 'equals',
  operand: 'high',
  caseSensitive: true,
};
const overdue = ruleOf(overdueTasks());
const filtered = ruleOf(overdueTasks({}, { criteria: urgent }));
const open = { status: 'open', completed_at: null, due_at: DUE_AT };
const due = { kind: 'due', occurrence: { dueAtMs: DUE_MS, key: '2026-03-01T10:00:00.000Z' } };

describe('a task', () => {
  it('is due at its due date, past or not', () => {
    expect(judge(overdue, image(open), 0)).toEqual(due);
    expect(judge(overdue, image(open), DUE_MS + 1)).toEqual(due);
    expect([
      liesAhead(judge(overdue, image(open), 0), DUE_MS - 1),
      liesAhead(judge(overdue, image(open), 0), DUE_MS),
    ]).toEqual([true, false]);
  });
  it.each([
    ['without a due date', { ...open, due_at: null }],
    ['with one that is no date', { ...open, due_at: 'soon' }],
    ['that is completed by its status', { ...open, status: 'completed' }],
    ['that is completed by its date', { ...open, completed_at: DUE_AT }],
  ])('is not due %s', (_, values) => {
    expect(judge(overdue, image(values), 0)).toEqual({ kind: 'not_due' });
  });
  it('is due where it meets the criteria', () => {
    expect(judge(filtered, image({ ...open, priority: 'high' }), 0)).toEqual(due);
    expect(judge(filtered, image({ ...open, priority: 'low' }), 0)).toEqual({ kind: 'not_due' });
  });
  it.each([
    ['the date', { status: 'open', completed_at: null, priority: 'high' }, ['due_at']],
    ['whether it is completed', { due_at: DUE_AT, completed_at: null, priority: 'high' }, ['status']],
    ['what the criteria ask', open, ['priority']],
  ])('is unknown where %s was not sent', (_, values, unknown) => {
    expect(judge(filtered, image(values, unknown), 0)).toEqual({ kind: 'unknown' });
  });
  it('is not due, whatever else is unknown, where something rules it out', () => {
    expect(judge(filtered, image({ ...open, priority: 'low' }, ['status']), 0)).toEqual({ kind: 'not_due' });
    expect(judge(filtered, image({ status: 'completed', due_at: DUE_AT }, ['priority']), 0).kind).toBe(
      'not_due',
    );
  });
  it('is asked as of the moment at which it is due', () => {
    const recent: Criteria = {
      kind: 'condition',
      field: 'created_at',
      operator: 'greater_than',
      operand: { relativeTo: 'now', plus: { days: -7 } },
      caseSensitive: true,
    };
    const rule = ruleOf(overdueTasks({}, { criteria: recent }));
    const kindOf = (created: string) => judge(rule, image({ ...open, created_at: created }), 0).kind;
    expect([kindOf('2026-02-27T00:00:00Z'), kindOf('2026-02-01T00:00:00Z')]).toEqual(['due', 'not_due']);
  });
});

describe('what recurs', () => {
  it('is due at its next turn', () => {
    const rule = ruleOf(overdueTasks({}, YEARLY));
    const at = (afterMs: number) => judge(rule, image({ due_date: '2024-02-29' }), afterMs);
    expect(at(0)).toMatchObject({
      occurrence: { dueAtMs: Date.parse('2024-02-29T09:00:00Z'), key: '2024-02-29' },
    });
    expect(at(Date.parse('2026-01-01'))).toMatchObject({
      occurrence: { dueAtMs: Date.parse('2026-02-28T09:00:00Z'), key: '2024-02-29+24' },
    });
  });
});

describe('a run about a related record', () => {
  const rule = ruleOf(
    overdueTasks(
      {},
      {
        module: 'projects',
        dated: { module: 'tasks', lookup: 'project' },
        criteria: { ...urgent, field: 'status' },
      },
    ),
  );
  it('waits for the record’s date, whatever the related one is like now', () => {
    expect(judge(rule, image({ ...open, project_id: 'p' }), 0)).toEqual(due);
    expect(judge(rule, image({ ...open, project_id: null }), 0)).toEqual({ kind: 'not_due' });
    expect(judge(rule, image(open, ['project_id']), 0)).toEqual({ kind: 'unknown' });
  });
});
