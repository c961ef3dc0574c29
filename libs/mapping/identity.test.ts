/** Shows which record a change is about, whose it is, and what a field's name stands for. */
import { describe, expect, it } from 'vitest';
import { recordIdOf, resolveField, tenantOf } from './index.ts';
import { change, image, moduleOf, NOTHING } from './testing/modules.ts';

const leads = moduleOf('leads');
const row = image({ id: '7', tenant_id: 'demo' });

describe('tenant and id', () => {
  it.each([
    ['a create', change('create', null, row), 'demo', '7'],
    ['an update', change('update', NOTHING, row), 'demo', '7'],
    ['a delete, from the row before', change('delete', row, null), 'demo', '7'],
    [
      'a delete of which only the key is known',
      change('delete', image({ id: '7' }, 'rest'), null),
      null,
      '7',
    ],
    [
      'a row moved to another tenant',
      change('update', image({ id: '7', tenant_id: 'other' }), row),
      'demo',
      '7',
    ],
    ['a number as id', change('create', null, image({ id: 7, tenant_id: 'demo' })), 'demo', '7'],
    ['no tenant', change('create', null, image({ id: '7', tenant_id: null })), null, '7'],
    ['an empty tenant', change('create', null, image({ id: '7', tenant_id: '' })), null, '7'],
    [
      'an object as id',
      change('create', null, image({ id: { $ne: null }, tenant_id: ['demo'] })),
      null,
      null,
    ],
  ])('of %s', (_what, given, tenant, id) => {
    expect([tenantOf(leads, given), recordIdOf(leads, given)]).toEqual([tenant, id]);
  });

  it('a constant tenant does not look at the row', () => {
    const constant = { ...leads, tenant: { constant: 'acme' } };
    expect(tenantOf(constant, change('create', null, row))).toBe('acme');
  });
});

describe('resolveField', () => {
  it.each([
    ['owner_id', 'owner_id'],
    ['ownerId', 'owner_id'],
    ['owner', 'owner_id'],
    ['firstName', 'first_name'],
    ['isConverted', 'is_converted'],
    ['estimatedValue', 'estimated_value'],
    ['value', 'estimated_value'],
    ['custom_fields.tier', 'custom_fields.tier'],
    ['customFields.tier', 'custom_fields.tier'],
    ['customFields.Tier Name', 'custom_fields.Tier Name'],
    ['custom_fields.a.b', 'custom_fields.a.b'],
    ['custom_fields', 'custom_fields'],
    ['custom_fields.', null],
    ['custom_fields.__proto__', null],
    ['custom_fields.constructor', null],
    ['stage.name', null],
    ['tags.0', null],
    ['nothing', null],
    ['', null],
    ['.', null],
    ['__proto__', null],
    ['constructor', null],
    ['toString', null],
    ['hasOwnProperty', null],
    ['OwnerId', 'owner_id'],
    ['OWNER', null],
  ])('%s → %s', (name, expected) => {
    expect(resolveField(leads, name)).toBe(expected);
  });

  it('takes a column before an alias of the same sound', () => {
    const module = {
      ...leads,
      fields: { ...leads.fields, owner: { type: 'text', writable: true } as const },
    };
    expect(resolveField(module, 'owner')).toBe('owner');
  });
});
