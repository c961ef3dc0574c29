/** Shows which columns the index says are read, by whatever rules of whatever tenants, and when it says so with the same set. */
import type { ModuleSchema } from '@upshot/values';
import { describe, expect, it } from 'vitest';
import { buildRuleIndex, type Condition, type RuleEntry } from '../index.ts';

const accounts: ModuleSchema = { module: 'accounts', fields: { tier: { type: 'text' } } };
const leads: ModuleSchema = {
  module: 'leads',
  fields: {
    stage: { type: 'text' },
    amount: { type: 'decimal' },
    extra: { type: 'json' },
    account_id: { type: 'reference' },
  },
  related: { account: { column: 'account_id', schema: accounts } },
};
const schemas = new Map([['leads', leads]]);

const entry = (
  key: string,
  field: string,
  more: Partial<RuleEntry<null>> & { readonly related?: string } = {},
): RuleEntry<null> => {
  const { related, ...rest } = more;
  const criteria: Condition = {
    kind: 'condition',
    field,
    operator: 'is_empty',
    operand: null,
    caseSensitive: true,
    related,
  };
  return { key, tenantId: 'acme', module: 'leads', kind: 'updated', criteria, payload: null, ...rest };
};
const index = buildRuleIndex(
  [entry('a', 'stage'), entry('b', 'extra.deep.key', { tenantId: 'other' })],
  schemas,
);

describe('the columns that are read', () => {
  it('are those of every tenant, of related records the one that leads there', () => {
    expect([...index.columnsOf('leads')]).toEqual(['stage', 'extra']);
    const more = index.withEntry(entry('c', 'tier', { related: 'account' }));
    expect([...more.columnsOf('leads')]).toEqual(['stage', 'extra', 'account_id']);
  });
  it('are the same set for as long as they are the same columns', () => {
    const more = index.withEntry(entry('c', 'stage')).withoutEntry('acme', 'a');
    expect(more.columnsOf('leads')).toBe(index.columnsOf('leads'));
    expect(more.withoutEntry('acme', 'c').columnsOf('leads')).toEqual(new Set(['extra']));
  });
  it('are none of a rule that is broken, which listens all the same', () => {
    const broken = buildRuleIndex([entry('a', 'gone'), entry('b', 'x', { module: 'unheard' })], schemas);
    expect([broken.columnsOf('leads').size, broken.listensTo('leads'), broken.listensTo('unheard')]).toEqual([
      0,
      true,
      true,
    ]);
  });
  it('are none where nobody listens any more', () => {
    const left = index.withoutEntry('acme', 'a').withoutEntry('other', 'b');
    expect([left.listensTo('leads'), left.columnsOf('leads').size, left.columnsOf('tasks').size]).toEqual([
      false,
      0,
      0,
    ]);
    expect([index.listensTo('leads'), index.listensTo('tasks')]).toEqual([true, false]);
  });
  it('follow a rule that moves to another module', () => {
    const moved = index.withEntry(entry('a', 'title', { module: 'tasks' }));
    expect([moved.listensTo('tasks'), [...moved.columnsOf('leads')]]).toEqual([true, ['extra']]);
  });
});
