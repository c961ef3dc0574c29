/** Runs every published case through the API: parsed, checked, stored, and read again as the matcher is told of it. */
import { native, pointerOf, workflowsApi, type DialectModule } from '@upshot/dialects';
import { UpshotError } from '@upshot/errors';
import { loadMapping, type SourceMapping } from '@upshot/mapping';
import { compileCriteria, conditionsOf, newTally, type Condition, type Criteria } from '@upshot/rules';
import { publishedCases, publishedRefusals } from '@upshot/rules/testing';
import type { ModuleSchema } from '@upshot/values';
import { describe, expect, it } from 'vitest';
import { nativeText, toDefinition, type DefinitionDocument } from './ports/definition-document.ts';

const loaded = loadMapping(
  `
version: 1
topicPrefix: crm
tenant: { constant: demo }
modules:
  things: { table: public.things, id: id, fields: { id: text } }
  leads: { table: public.leads, id: id, fields: { id: text } }
`,
  'cases',
);
if (!loaded.ok) throw new UpshotError('mapping_invalid', 'the mapping of the cases');
const bare = loaded.value;

/** The mapping in which every module has the schema of a case. */
const mappingOf = (schema: ModuleSchema): SourceMapping => ({
  ...bare,
  modules: new Map(
    [...bare.modules].map(([name, module]) => {
      const fields = Object.entries(schema.fields).map(([field, each]) => [
        field,
        { ...each, writable: true },
      ]);
      return [name, { ...module, fields: Object.fromEntries(fields), schema: { ...schema, module: name } }];
    }),
  ),
});

const parse = (dialect: DialectModule, body: object, schema: ModuleSchema) =>
  dialect.parse(JSON.parse(JSON.stringify(body)), {
    modules: mappingOf(schema),
    newId: () => 'new',
    mode: 'create',
  });
const bodyOf = (criteria: Criteria) => ({
  name: 'case',
  trigger: { module: 'things', kind: 'updated', criteria },
  graph: { start: null, nodes: [], edges: [] },
});

/** The criteria as they are once a definition was parsed, stored and read again; null where it was refused. */
function storedCriteria(dialect: DialectModule, body: object, schema: ModuleSchema): Criteria | null {
  const parsed = parse(dialect, body, schema);
  if (!parsed.ok) return null;
  const at = new Date(0);
  const document: DefinitionDocument = {
    _id: 'demo/d',
    tenantId: 'demo',
    id: 'd',
    dialect: dialect.name,
    module: parsed.value.trigger.module,
    active: true,
    version: 1,
    revision: 1,
    publishedRevision: 0,
    unpublished: true,
    source: JSON.stringify(parsed.value.source),
    native: nativeText(parsed.value),
    earlier: [],
    createdBy: null,
    createdAt: at,
    updatedAt: at,
    deletedAt: null,
  };
  return toDefinition(document).trigger.criteria;
}

const cases = publishedCases();
const refusals = publishedRefusals();

describe('a native definition says what is published', () => {
  const byName = Map.groupBy(cases, ({ name }) => name.split(' ')[0] ?? '');
  it.each([...byName.keys()])('of %s', (first) => {
    for (const { name, schema, criteria, change, context, verdict, unlike } of byName.get(first) ?? []) {
      const stored = storedCriteria(native, bodyOf(criteria), schema);
      const tally = newTally();
      const said = stored && compileCriteria(stored, schema).evaluate(change, { ...context, tally });
      expect({ name, said, unlike: tally.count }).toEqual({ name, said: verdict, unlike });
    }
  });
  it.each(refusals)('$name: $code at $path', ({ schema, criteria, code, path }) => {
    const parsed = parse(native, bodyOf(criteria), schema);
    const told = parsed.ok ? [] : parsed.error.map((each) => [each.code, pointerOf(each.path)]);
    const named = code.startsWith('operand_') ? 'invalid_value' : code;
    expect(told).toEqual([[named, `/trigger/criteria${path}`]]);
  });
});

/** The operators that the Workflows API has, in the words of its page. */
const SIXTEEN: readonly string[] = [
  'equals',
  'not_equals',
  'contains',
  'not_contains',
  'starts_with',
  'is_empty',
  'is_not_empty',
  'greater_than',
  'less_than',
  'greater_or_equal',
  'less_or_equal',
  'in',
  'not_in',
  'changed_to',
  'changed_from',
  'any_change',
];
const workflow = ({ field, operator, operand }: Condition) => ({
  name: 'case',
  triggerModule: 'leads',
  triggerType: 'lead_updated',
  triggerFilters: { logic: 'AND', conditions: [{ field, operator, value: operand }] },
});
const isPlain = (value: unknown): boolean =>
  typeof value !== 'object' || value === null || Array.isArray(value);

describe('a workflow of the Workflows API', () => {
  const single = cases.flatMap((given) => {
    const [condition, ...more] = conditionsOf(given.criteria);
    const isOne = condition !== undefined && more.length === 0 && given.criteria.kind === 'condition';
    return isOne && condition.related === undefined ? [{ ...given, condition }] : [];
  });
  const sayable = single.filter(
    ({ condition: { operator, operand } }) =>
      SIXTEEN.includes(operator) && (Array.isArray(operand) ? operand.every(isPlain) : isPlain(operand)),
  );
  it('says what is published of its sixteen operators', () => {
    expect(sayable.length).toBeGreaterThan(4000);
    for (const { name, schema, condition, change, context, verdict } of sayable) {
      const stored = storedCriteria(workflowsApi, workflow(condition), schema);
      const [read] = stored === null ? [] : conditionsOf(stored);
      const cased = read && { ...read, caseSensitive: condition.caseSensitive };
      const said = cased && compileCriteria(cased, schema).evaluate(change, context);
      expect({ name, said }).toEqual({ name, said: verdict });
    }
  });
  it('is refused for any other, and for a value that is no plain one', () => {
    for (const { name, schema, condition } of single.filter((each) => !sayable.includes(each))) {
      const parsed = parse(workflowsApi, workflow(condition), schema);
      const told = parsed.ok ? [] : parsed.error.map(({ path }) => pointerOf(path));
      const part = SIXTEEN.includes(condition.operator) ? 'value' : 'operator';
      const place = `/triggerFilters/conditions/0/${part}`;
      expect({ name, isTold: told.some((each) => each.startsWith(place)) }).toEqual({ name, isTold: true });
    }
  });
  it.each(refusals.filter(({ criteria }) => criteria.kind === 'condition' && criteria.related === undefined))(
    'is refused as published: $name',
    ({ schema, criteria }) => {
      const [condition] = conditionsOf(criteria);
      const parsed = condition && parse(workflowsApi, workflow(condition), schema);
      expect(parsed?.ok).toBe(false);
    },
  );
});
