/** Shows which zones a mapping leads to, and that a text which is none leads to none. */
import { UpshotError } from '@upshot/errors';
import { describe, expect, it } from 'vitest';
import { loadMapping } from './load-mapping.ts';
import { defaultZone, ownersOf, zoneIn } from './zones.ts';

const FILE = (timeZone: string, type = 'text') => `
version: 1
topicPrefix: crm
${timeZone}
tenant: { column: tenant_id }
modules:
  deals:
    table: public.deals
    id: id
    fields: { id: text, tenant_id: text, owner_id: reference, zone: ${type}, account_id: reference }
    roles: { owner: owner_id, timeZone: zone }
    lookups: { account: { column: account_id, module: users }, owner: { column: owner_id, module: users } }
  users: { table: public.users, id: id, fields: { id: text, tenant_id: text } }
`;
function modulesOf(text: string) {
  const loaded = loadMapping(text, 'crm.yaml');
  if (!loaded.ok) throw new UpshotError('mapping_invalid', loaded.error.map(({ message }) => message).join());
  const [deals, users] = ['deals', 'users'].map((name) => loaded.value.modules.get(name));
  if (deals === undefined || users === undefined) throw new UpshotError('mapping_invalid', 'modules');
  return { mapping: loaded.value, deals, users };
}

describe('zones', () => {
  it('of all dates are the file’s, or UTC', () => {
    expect(defaultZone(modulesOf(FILE('timeZone: Europe/Berlin')).mapping)).toBe('Europe/Berlin');
    expect(defaultZone(modulesOf(FILE('')).mapping)).toBe('UTC');
    expect(defaultZone({ modules: new Map(), byTopic: new Map() })).toBe('UTC');
  });
  it('of owners are found by the lookup of the owner’s column', () => {
    const { deals, users } = modulesOf(FILE(''));
    expect(ownersOf(deals)).toEqual({ column: 'owner_id', module: 'users' });
    expect(ownersOf(users)).toBeUndefined();
  });
  it.each([
    ['Asia/Tokyo', 'Asia/Tokyo'],
    ['+05:30', '+05:30'],
    ['EST', null],
    ['tokyo', null],
    ['', null],
    [null, null],
    [7, null],
  ])('of a record that says %j is %j', (zone, found) => {
    expect(zoneIn(modulesOf(FILE('')).deals, { zone })).toBe(found);
  });
  it('of a record without the column, or a module without the role, is none', () => {
    const { deals, users } = modulesOf(FILE(''));
    expect(zoneIn(deals, {})).toBeNull();
    expect(zoneIn(users, { zone: 'UTC', undefined: 'UTC' })).toBeNull();
  });
  it('stand in a text column', () => {
    const loaded = loadMapping(FILE('', 'integer'), 'crm.yaml');
    expect(loaded.ok ? [] : loaded.error.map(({ message }) => message)).toEqual([
      'column zone is of type integer; the role timeZone needs text',
    ]);
  });
});
