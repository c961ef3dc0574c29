/** Shows under which kinds, and with which criteria, each trigger stands in the rule index. */
import type { Trigger } from '@upshot/definitions';
import { describe, expect, it } from 'vitest';
import { activityKind } from './awaited-nodes.ts';
import { entriesOf } from './listening-entries.ts';
import { definition } from './testing/definition.ts';

const entries = (trigger: Partial<Trigger>) =>
  entriesOf('demo/d1', definition({}, trigger), [], () => ['score', 'fit']);
const all = { kind: 'all', of: [] } as const;
const moved = (field: string, operator: string) => ({
  kind: 'condition',
  field,
  operator,
  operand: null,
  caseSensitive: true,
});

describe('the entries of a definition', () => {
  it.each([null, definition({ active: false })])('are none where it is gone or switched off', (each) => {
    expect(entriesOf('demo/d1', each, [], () => [])).toEqual([]);
  });
  it('of a row kind is one, under its kind and with its criteria', () => {
    expect(entries({ kind: 'saved', criteria: all })).toMatchObject([
      { key: 'demo/d1', tenantId: 'demo', module: 'opportunities', kind: 'saved', criteria: all },
    ]);
  });
  it('asks that the watched fields moved', () => {
    const fields = { match: 'all', names: ['stage', 'amount'] } as const;
    expect(entries({ kind: 'fields_changed', fields, criteria: all })[0]?.criteria).toEqual({
      kind: 'all',
      of: [{ kind: 'all', of: [moved('stage', 'changed'), moved('amount', 'changed')] }, all],
    });
  });
  it('asks that a score of the module moved that way', () => {
    const score = { direction: 'up', columns: null } as const;
    expect(entries({ kind: 'score_changed', score, criteria: all })[0]?.criteria).toEqual({
      kind: 'all',
      of: [{ kind: 'any', of: [moved('score', 'increased'), moved('fit', 'increased')] }, all],
    });
  });
  it('of an activity stands under its type', () => {
    expect(entries({ kind: 'activity', activity: { type: 'form_sent' } }).map(({ kind }) => kind)).toEqual([
      activityKind('form_sent'),
    ]);
  });
  it('of one that is missing also stands under what is awaited, whatever that says', () => {
    const within = { amount: 2, unit: 'days' } as const;
    const awaited = { type: 'mail_replied', within, fires: 'missing', correlation: null } as const;
    const found = entries({ kind: 'activity_missing', activity: { type: 'mail_sent', awaited } });
    expect(found.map(({ key, kind, payload }) => [key, kind, 'awaited' in payload])).toEqual([
      ['demo/d1', 'activity/mail_sent', false],
      ['demo/d1#awaited', 'activity/mail_replied', true],
    ]);
    expect(found[1]?.criteria).toEqual(all);
  });
});
