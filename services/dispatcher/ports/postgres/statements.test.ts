/** Every name is quoted and every value a parameter, cast to its column. */
import { readMappingFile, type TableMapping } from '@upshot/mapping';
import { DEMO_MAPPING_FILE } from '@upshot/demo-crm';
import { describe, expect, it } from 'vitest';
import { quote, type Table } from './sql.ts';
import { appendSql, countSql, insertSql, selectSql, updateSql } from './statements.ts';

const leads = (await readMappingFile(DEMO_MAPPING_FILE)).modules.get('leads');
const types = new Map([
  ['id', 'uuid'],
  ['tenant_id', 'text'],
  ['stage', 'text'],
  ['score', 'integer'],
  ['tags', 'text[]'],
  ['custom_fields', 'jsonb'],
  ['upshot_cause', 'text'],
]);
const table: Table = { mapping: { ...(leads ?? expect.unreachable()), table: 'public.leads' }, types };
const withMapping = (part: Partial<TableMapping>): Table => ({
  types,
  mapping: { ...table.mapping, ...part },
});
const withType = (column: string, type: string): Table => ({
  ...table,
  types: new Map([...types, [column, type]]),
});
const context = { tenantId: 't1', cause: 'c' };
const set = (values: Parameters<typeof updateSql>[1]['values'], of = table) =>
  updateSql(of, { kind: 'set', module: 'leads', recordId: 'r1', values }, context);
const append = (of = table) =>
  appendSql(of, { kind: 'append', module: 'leads', recordId: 'r1', column: 'tags', value: 'hot' }, context);

describe('updateSql', () => {
  it('sets the field and the cause of one record of one tenant', () => {
    expect(set({ stage: 'won' })).toEqual({
      text:
        'UPDATE "public"."leads" SET "stage" = $1::text, "upshot_cause" = $2::text ' +
        'WHERE "id" = $3::uuid AND "tenant_id" = $4::text RETURNING "id"::text AS id',
      values: ['won', 'c', 'r1', 't1'],
    });
  });
  it('sets keys inside json, and leaves the others', () => {
    const { text, values } = set({ 'custom_fields.a': 1, 'custom_fields.b.c': null });
    expect(text).toContain(
      `"custom_fields" = (jsonb_set(jsonb_set(coalesce("custom_fields"::jsonb, '{}'::jsonb), ` +
        '$1::text[], $2::jsonb, true), $3::text[], $4::jsonb, true))::jsonb',
    );
    expect(values.slice(0, 4)).toEqual([['a'], '1', ['b.c'], 'null']);
  });
  it.each([
    ['score', '', null],
    ['score', 5, '5'],
    ['score', null, null],
    ['stage', '', ''],
    ['stage', true, 'true'],
    ['tags', 'a, b,', ['a', 'b']],
    ['tags', ['a', 2], ['a', '2']],
    ['custom_fields', { a: [1] }, '{"a":[1]}'],
    ['custom_fields', 'x', '"x"'],
  ])('sends %s = %j as %j', (column, value, sent) => {
    expect(set({ [column]: value }).values[0]).toEqual(sent);
  });
  it.each([
    ['stage', ['a']],
    ['score', { a: 1 }],
    ['tags', { a: 1 }],
    ['gone', 'x'],
  ])('refuses %s = %j, naming the column', (column, value) => {
    expect(() => set({ [column]: value })).toThrow(
      expect.objectContaining({ code: 'crm_refused', place: column }),
    );
  });
  it('leaves no cause where the mapping has no place for one', () => {
    expect(set({ stage: 'x' }, withMapping({ roles: {} })).text).not.toContain('cause');
  });
  it('finds nothing of another tenant in a table of one tenant', () => {
    expect(set({ stage: 'x' }, withMapping({ tenant: { constant: 't1' } })).text).toContain('AND true');
    expect(set({ stage: 'x' }, withMapping({ tenant: { constant: 't2' } })).text).toContain('AND false');
  });
});

describe('appendSql', () => {
  it.each([
    ['text[]', 'array_append(', '= ANY (coalesce("tags", \'{}\')::text[])'],
    ['jsonb', '|| to_jsonb(', ' ? '],
    ['text', "concat_ws(', '", 'regexp_split_to_array('],
  ])('adds to a list of type %s where it does not hold the value', (type, adds, holds) => {
    const { text, values } = append(withType('tags', type));
    expect(text).toContain(adds);
    expect(text.slice(text.indexOf('NOT ('))).toContain(holds);
    expect(values).toContain('hot');
  });
});

describe('insertSql', () => {
  const insert = (of = table) =>
    insertSql(of, { kind: 'insert', module: 'leads', recordId: 'r1', values: { stage: 'new' } }, context);

  it('gives the record its id, tenant and cause', () => {
    expect(insert()).toEqual({
      text:
        'INSERT INTO "public"."leads" ("id", "stage", "tenant_id", "upshot_cause") ' +
        'VALUES ($1::uuid, $2::text, $3::text, $4::text) RETURNING "id"::text AS id',
      values: ['r1', 'new', 't1', 'c'],
    });
  });
  it('leaves the id to a database that numbers its records', () => {
    expect(insert(withType('id', 'bigint')).text).not.toContain('("id"');
  });
});

describe('what is read', () => {
  it('is of one tenant', () => {
    expect(selectSql(table, 't1', 'r1', ['stage']).text).toBe(
      'SELECT 1 AS found, "stage"::text AS "stage" FROM "public"."leads" WHERE "id" = $1::uuid AND "tenant_id" = $2::text',
    );
    const { text, values } = countSql(table, 't1', 'stage', ['a', 'b']);
    expect(text).toContain('AND "tenant_id" = $2::text GROUP BY');
    expect(values).toEqual([['a', 'b'], 't1']);
  });
});

describe('quote', () => {
  it('lets no name end early', () => {
    expect(quote('a"; DROP TABLE x; --')).toBe('"a""; DROP TABLE x; --"');
  });
});
