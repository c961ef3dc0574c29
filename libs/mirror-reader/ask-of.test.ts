/** Shows which record a lookup leads to, and what is said where it leads to none. */
import type { Image, RecordChange } from '@upshot/values';
import { describe, expect, it } from 'vitest';
import { askOf } from './ask-of.ts';

const owner = { column: 'owner_id', schema: { module: 'users', fields: {} } };
const by = { tenantId: 't1', committedAtMs: 5 };
const image = (owner_id: Image['values'][string]): Image => ({ values: { owner_id }, unknown: [] });
const update = (after: Image | null, before: Image | null = null): RecordChange => ({
  operation: 'update',
  before,
  after,
});
const user = (recordId: string) => ({ tenantId: 't1', module: 'users', recordId, committedAtMs: 5 });

describe('askOf', () => {
  it('is the record that the lookup holds after the change, of the same tenant', () => {
    expect(askOf(owner, update(image('u-2'), image('u-1')), by)).toEqual(user('u-2'));
    expect(askOf(owner, { operation: 'create', before: null, after: image('u-1') }, by)).toEqual(user('u-1'));
  });
  it('is the one before it where the record was deleted', () => {
    expect(askOf(owner, { operation: 'delete', before: image('u-1'), after: null }, by)).toEqual(user('u-1'));
  });
  it('takes an id that is a number as its text', () => {
    expect(askOf(owner, update(image(7)), by)).toEqual(user('7'));
  });
  it.each([
    ['null', image(null), 'related_missing'],
    ['empty', image(''), 'related_missing'],
    ['absent', { values: {}, unknown: [] }, 'related_missing'],
    ['no id', image({ id: 'u-1' }), 'related_missing'],
    ['not sent', { values: {}, unknown: ['owner_id'] }, 'prior_unknown'],
    ['in no image', null, 'prior_unknown'],
  ] as const)('says why there is none: %s', (_, after, why) => {
    expect(askOf(owner, update(after), by)).toBe(why);
  });
});
