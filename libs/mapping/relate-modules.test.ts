/** Shows that each schema knows the modules at the end of its lookups, and no more than one step far. */
import { checkCriteria, type Condition } from '@upshot/rules';
import { describe, expect, it } from 'vitest';
import { loadMapping } from './load-mapping.ts';

const text = `
version: 1
topicPrefix: crm
tenant: { column: tenant_id }
modules:
  leads:
    table: public.leads
    id: id
    fields: { id: text, tenant_id: text, owner_id: reference, parent_id: reference }
    lookups: { owner: { column: owner_id, module: users }, parent: { column: parent_id, module: leads } }
  users:
    table: public.users
    id: id
    fields: { id: text, tenant_id: text, name: text, team_id: reference }
    lookups: { team: { column: team_id, module: teams } }
  teams:
    table: public.teams
    id: id
    fields: { id: text, tenant_id: text, size: integer }
`;

const schemaOf = (module: string) => {
  const loaded = loadMapping(text, 'test');
  return loaded.ok ? loaded.value.modules.get(module)?.schema : undefined;
};
const leads = schemaOf('leads');

const condition = (related: string, field: string): Condition => ({
  kind: 'condition',
  field,
  operator: 'equals',
  operand: 'x',
  caseSensitive: true,
  related,
});
const codes = (related: string, field: string): readonly string[] =>
  leads === undefined
    ? ['no schema']
    : checkCriteria(condition(related, field), leads).map(({ code }) => code);

describe('relateModules', () => {
  it('gives a schema the column and the schema of each lookup', () => {
    expect(leads?.related?.['owner']).toMatchObject({ column: 'owner_id', schema: { module: 'users' } });
    expect(Object.keys(leads?.related ?? {})).toEqual(['owner', 'parent']);
    expect(schemaOf('teams')?.related).toEqual({});
  });
  it('goes one step, to the module itself too', () => {
    expect(leads?.related?.['owner']?.schema).not.toHaveProperty('related');
    expect(leads?.related?.['parent']?.schema).not.toHaveProperty('related');
  });
  it('lets criteria be checked over there', () => {
    expect(codes('owner', 'name')).toEqual([]);
    expect(codes('parent', 'owner_id')).toEqual([]);
    expect(codes('owner', 'owner_id')).toEqual(['unknown_field']);
    expect(codes('owner_id', 'name')).toEqual(['unknown_lookup']);
    expect(codes('team', 'size')).toEqual(['unknown_lookup']);
  });
});
