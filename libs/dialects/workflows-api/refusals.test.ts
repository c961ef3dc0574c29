/** Every way to be wrong about a workflow and its filters, and the place that is named. */
import { describe, expect, it } from 'vitest';
import { fieldOf, pointerOf } from '../shared/path.ts';
import { testContext } from '../testing/dialect-suite.ts';
import { testModules } from '../testing/modules.ts';
import { act, BASE, deepObject, filter, nested, ok, problems, tag } from './testing-refusals.ts';

describe('the workflow', () => {
  it.each<[string, unknown, readonly string[]]>([
    ['no object', [], ['body: must be an object']],
    ['null', null, ['body: must be an object']],
    ['a scalar', 1, ['body: must be an object']],
    ['undefined', undefined, ['body: is not JSON', 'body: must be an object']],
    ['nothing', {}, ['name: is required', 'triggerModule: is required', 'triggerType: is required']],
    ['name null', { ...BASE, name: null }, ['name: must be text']],
    ['name number', { ...BASE, name: 1 }, ['name: must be text']],
    ['name empty', { ...BASE, name: '' }, ['name: must not be empty']],
    [
      'name blank',
      { ...BASE, name: ' \t ' },
      ['name: must not be empty', 'name: must not hold control characters'],
    ],
    ['name long', { ...BASE, name: 'x'.repeat(256) }, ['name: must not be longer than 255 characters']],
    ['name reversed', { ...BASE, name: 'a\u202eb' }, ['name: must not hold control characters']],
    ['name NUL', { ...BASE, name: 'a\0b' }, ['name: holds a NUL or half of a surrogate pair']],
    ['name surrogate', { ...BASE, name: '\ud800' }, ['name: holds a NUL or half of a surrogate pair']],
    ['description', { ...BASE, description: 1 }, ['description: must be text or null']],
    [
      'description long',
      { ...BASE, description: 'x'.repeat(10_001) },
      ['description: must not be longer than 10000 characters'],
    ],
    ['isActive text', { ...BASE, isActive: 'true' }, ['isActive: must be true or false']],
    ['isActive null', { ...BASE, isActive: null }, ['isActive: must be true or false']],
    ['a property', { ...BASE, tenantId: 't' }, ['tenantId: is not a known property']],
    [
      'module unknown',
      { ...BASE, triggerModule: 'deals' },
      ['triggerModule: must be one of leads, contacts, accounts, opportunities, tasks, projects'],
    ],
    [
      'module case',
      { ...BASE, triggerModule: 'Leads' },
      ['triggerModule: must be one of leads, contacts, accounts, opportunities, tasks, projects'],
    ],
    [
      'trigger unknown',
      { ...BASE, triggerType: 'lead_deleted' },
      ['triggerType: "lead_deleted" is not a known trigger'],
    ],
    [
      'trigger constructor',
      { ...BASE, triggerType: 'constructor' },
      ['triggerType: "constructor" is not a known trigger'],
    ],
    [
      'trigger elsewhere',
      { ...BASE, triggerType: 'task_created' },
      ['triggerType: task_created belongs to tasks, not to leads'],
    ],
    [
      'a look back in the filter of what time pulls',
      {
        ...BASE,
        triggerModule: 'tasks',
        triggerType: 'task_overdue',
        triggerFilters: {
          match: 'any',
          items: [
            { field: 'source', operator: 'is_empty' },
            { logic: 'AND', conditions: [{ field: 'stage', operator: 'changed_to', value: 'x' }] },
          ],
        },
      },
      ['triggerFilters.items[1].conditions[0].operator: looks back at a change, and time makes none'],
    ],
    ['actions object', { ...BASE, actions: {} }, ['actions: must be a list']],
    ['actions null', { ...BASE, actions: null }, ['actions: must be a list']],
    [
      'too many actions',
      act(...Array.from({ length: 101 }, () => tag)),
      ['actions: has more than 100 actions'],
    ],
    [
      'a deep body',
      { ...BASE, triggerFilters: deepObject(70) },
      [`triggerFilters${'.a'.repeat(63)}: nests deeper than 64`],
    ],
  ])('%s', (_, body, told) => {
    expect(problems(body)).toEqual(told);
  });
  it('tells a name of 255 astral characters from one that is too long', () => {
    expect(problems({ ...BASE, name: '😀'.repeat(255) })).toEqual([]);
  });
  it('refuses a module that the source mapping does not have', () => {
    const context = { ...testContext(), modules: testModules({ without: 'leads' }) };
    expect(problems(BASE, context)).toEqual(['triggerModule: the source mapping has no module leads']);
  });
  it('refuses a trigger that the source mapping cannot derive', () => {
    const also = `
  leads:
    table: public.leads
    id: id
    fields: { id: text, tenant_id: text }
`;
    const context = { ...testContext(), modules: testModules({ without: 'leads', also }) };
    expect(problems({ ...BASE, triggerType: 'lead_converted' }, context)).toEqual([
      'triggerType: lead_converted cannot be derived: the source mapping of leads does not say how',
    ]);
  });
  it('tells all problems at once, and not without end', () => {
    expect(problems({ name: '', triggerModule: 1, actions: [{}] }).length).toBeGreaterThan(3);
    const many = Array.from({ length: 90 }, (_, at) => [`k${at}`, 1]);
    expect(problems({ ...BASE, ...Object.fromEntries(many) })).toHaveLength(50);
  });
});

describe('the filters', () => {
  it.each<[string, unknown, readonly string[]]>([
    ['a list', { ...BASE, triggerFilters: [] }, ['triggerFilters: must be a group of conditions']],
    ['text', { ...BASE, triggerFilters: 'x' }, ['triggerFilters: must be a group of conditions']],
    [
      'no list inside',
      { ...BASE, triggerFilters: { logic: 'AND', conditions: {} } },
      ['triggerFilters.conditions: must be a list'],
    ],
    [
      'logic',
      { ...BASE, triggerFilters: { logic: 'XOR', conditions: [] } },
      ['triggerFilters.logic: must be AND or OR'],
    ],
    [
      'match',
      { ...BASE, triggerFilters: { match: 'none', items: [] } },
      ['triggerFilters.match: must be all or any'],
    ],
    ['no verb', { ...BASE, triggerFilters: { items: [ok, ok] } }, ['triggerFilters.match: is required']],
    [
      'mixed',
      { ...BASE, triggerFilters: { logic: 'AND', items: [] } },
      ['triggerFilters.items: is not a known property'],
    ],
    [
      'unknown',
      { ...BASE, triggerFilters: { logic: 'AND', conditions: [], not: true } },
      ['triggerFilters.not: is not a known property'],
    ],
    ['a scalar part', filter(1), ['triggerFilters.conditions[0]: must be a group of conditions']],
    [
      'nothing',
      filter({}),
      [
        'triggerFilters.conditions[0].operator: is required',
        'triggerFilters.conditions[0].field: is required',
      ],
    ],
    ['field empty', filter({ ...ok, field: ' ' }), ['triggerFilters.conditions[0].field: must name a field']],
    ['field number', filter({ ...ok, field: 1 }), ['triggerFilters.conditions[0].field: must be text']],
    [
      'field unknown',
      filter({ ...ok, field: 'nope' }),
      ['triggerFilters.conditions[0].field: leads has no field "nope"'],
    ],
    [
      'field __proto__',
      filter({ ...ok, field: '__proto__' }),
      ['triggerFilters.conditions[0].field: leads has no field "__proto__"'],
    ],
    [
      'field constructor',
      filter({ ...ok, field: 'constructor' }),
      ['triggerFilters.conditions[0].field: leads has no field "constructor"'],
    ],
    [
      'custom __proto__',
      filter({ ...ok, field: '__proto__', fieldType: 'custom' }),
      ['triggerFilters.conditions[0].field: leads has no field "__proto__"'],
    ],
    [
      'meta',
      filter({ ...ok, fieldType: 'meta' }),
      ['triggerFilters.conditions[0].fieldType: meta is not available yet'],
    ],
    [
      'field type',
      filter({ ...ok, fieldType: 'x' }),
      ['triggerFilters.conditions[0].fieldType: must be system or custom'],
    ],
    [
      'operator unknown',
      filter({ ...ok, operator: 'like' }),
      ['triggerFilters.conditions[0].operator: "like" is not a known operator'],
    ],
    ...['between', 'changed', 'any_value', 'increased', 'decreased'].map(
      (operator): [string, unknown, readonly string[]] => [
        `operator of the native form: ${operator}`,
        filter({ ...ok, operator }),
        [`triggerFilters.conditions[0].operator: "${operator}" is not a known operator`],
      ],
    ),
    [
      'operator object',
      filter({ ...ok, operator: { $ne: 1 } }),
      ['triggerFilters.conditions[0].operator: must be text'],
    ],
    [
      'operator of the type',
      filter({ field: 'tags', operator: 'greater_than', value: 1 }),
      ['triggerFilters.conditions[0].operator: does not apply to a field of type list'],
    ],
    [
      'in without a list',
      filter({ ...ok, operator: 'in' }),
      ['triggerFilters.conditions[0].value: must be a list of values'],
    ],
    [
      'value missing',
      filter({ field: 'source', operator: 'equals' }),
      ['triggerFilters.conditions[0].value: is required'],
    ],
    [
      'value object',
      filter({ ...ok, value: { $ne: null } }),
      ['triggerFilters.conditions[0].value: must be text, a number, a boolean, null or a list of them'],
    ],
    [
      'value relative to now',
      filter({ field: 'due_date', operator: 'in', value: ['2026-03-01', { relativeTo: 'day' }] }),
      ['triggerFilters.conditions[0].value[1]: must be text, a number, a boolean, null or a list of them'],
    ],
    [
      'value no number',
      filter({ field: 'score', operator: 'greater_than', value: 'many' }),
      ['triggerFilters.conditions[0].value: is not a number'],
    ],
    ['type', filter({ ...ok, type: 'rule' }), ['triggerFilters.conditions[0].type: must be condition']],
    [
      'property',
      filter({ ...ok, values: [] }),
      ['triggerFilters.conditions[0].values: is not a known property'],
    ],
    [
      'in a group',
      filter({ match: 'any', items: [ok, { ...ok, field: 'nope' }] }),
      ['triggerFilters.conditions[0].items[1].field: leads has no field "nope"'],
    ],
    [
      'too deep',
      { ...BASE, triggerFilters: nested(21) },
      [`triggerFilters${'.items[0]'.repeat(20)}: groups may nest 20 deep`],
    ],
    [
      'too many',
      { ...BASE, triggerFilters: { match: 'any', items: Array.from({ length: 201 }, () => ok) } },
      ['triggerFilters.items: has more than 200 parts'],
    ],
  ])('%s', (_, body, told) => {
    const found = problems(body);
    expect(found.slice(0, told.length)).toEqual(told);
  });
  it('may nest 20 deep', () => {
    expect(problems({ ...BASE, triggerFilters: nested(20) })).toEqual([]);
  });
});

describe('places', () => {
  it('are told as JSON pointers too', () => {
    expect(pointerOf(['actions', 2, 'config', 'a/b', 'c~d'])).toBe('/actions/2/config/a~1b/c~0d');
    expect(pointerOf([])).toBe('');
    expect(fieldOf(['actions', 2, 'config'])).toBe('actions[2].config');
    expect(fieldOf(['', 'a b', 'c.d', '$x', 'X-Y'])).toBe('[""]["a b"]["c.d"].$x.X-Y');
  });
});
