/** Every way to be wrong about actions, and the place that is named. */
import { describe, expect, it } from 'vitest';
import { testContext } from '../testing/dialect-suite.ts';
import { testModules } from '../testing/modules.ts';
import { act, branch, deepObject, filter, nested, ok, problems, tag } from './testing-refusals.ts';

describe('the actions', () => {
  it.each<[string, unknown, readonly string[]]>([
    ['a scalar', act(1), ['actions[0]: must be an action']],
    ['nothing', act({}), ['actions[0].actionType: is required']],
    [
      'unknown',
      act(tag, { actionType: 'explode' }),
      ['actions[1].actionType: "explode" is not a known action type'],
    ],
    [
      '__proto__',
      act({ actionType: '__proto__' }),
      ['actions[0].actionType: "__proto__" is not a known action type'],
    ],
    ...[
      'send_whatsapp',
      'send_sms',
      'create_opportunity',
      'create_project',
      'add_to_email_list',
      'remove_from_email_list',
    ].map((type): [string, unknown, readonly string[]] => [
      type,
      act(tag, tag, { actionType: type }),
      [`actions[2].actionType: ${type} is not available yet`],
    ]),
    ['property', act({ ...tag, retries: 3 }), ['actions[0].retries: is not a known property']],
    [
      'config list',
      act({ ...tag, config: [] }),
      ['actions[0].config: must be an object', 'actions[0].config.tag: is required'],
    ],
    [
      'config property',
      act({ ...tag, config: { tag: 'x', more: 1 } }),
      ['actions[0].config.more: is not a known property'],
    ],
    ['config missing', act({ actionType: 'webhook' }), ['actions[0].config.url: is required']],
    [
      'config deep',
      act({ actionType: 'webhook', config: { url: 'https://a.b', bodyJson: deepObject(20) } }),
      ['actions[0].config: may nest 20 deep'],
    ],
    ['sortOrder', act({ ...tag, sortOrder: 1.5 }), ['actions[0].sortOrder: must be a whole number']],
    ['sortOrder text', act({ ...tag, sortOrder: '1' }), ['actions[0].sortOrder: must be a whole number']],
    ['tempId', act({ ...tag, tempId: 1 }), ['actions[0].tempId: must be text or null']],
    [
      'duplicate tempId',
      act({ ...tag, tempId: 'a' }, { ...tag, tempId: 'a' }),
      ['actions[1].tempId: is the name of actions[0] already'],
    ],
    [
      'duplicate id',
      act({ ...tag, id: 'a' }, { ...tag, id: 'a' }),
      ['actions[1].id: is the name of actions[0] already'],
    ],
    [
      'id of another’s tempId',
      act({ ...tag, tempId: 'a' }, { ...tag, id: 'a' }),
      ['actions[1].id: is the name of actions[0] already'],
    ],
    [
      'no such parent',
      act({ ...tag, parentActionId: 'x', branch: 'yes' }),
      ['actions[0].parentActionId: there is no action "x"'],
    ],
    [
      'parent no branch',
      act({ ...tag, tempId: 'a' }, { ...tag, parentActionId: 'a', branch: 'no' }),
      ['actions[1].parentActionId: actions[0] is not a branch'],
    ],
    [
      'branch missing',
      act({ ...branch, tempId: 'b' }, { ...tag, parentActionId: 'b' }),
      ['actions[1].branch: is required beside a parentActionId (yes or no)'],
    ],
    [
      'branch maybe',
      act({ ...branch, tempId: 'b' }, { ...tag, parentActionId: 'b', branch: 'maybe' }),
      ['actions[1].branch: must be yes or no'],
    ],
    [
      'branch boolean',
      act({ ...branch, tempId: 'b' }, { ...tag, parentActionId: 'b', branch: true }),
      [
        'actions[1].branch: must be text or null',
        'actions[1].branch: is required beside a parentActionId (yes or no)',
      ],
    ],
    ['branch alone', act({ ...tag, branch: 'yes' }), ['actions[0].branch: needs a parentActionId beside it']],
    [
      'own parent',
      act({ ...branch, tempId: 'b', parentActionId: 'b', branch: 'yes' }),
      ['actions[0].parentActionId: leads back to the action itself'],
    ],
    [
      'a circle',
      act(
        { ...branch, tempId: 'a', parentActionId: 'b', branch: 'yes' },
        { ...branch, tempId: 'b', parentActionId: 'a', branch: 'no' },
      ),
      [
        'actions[0].parentActionId: leads back to the action itself',
        'actions[1].parentActionId: leads back to the action itself',
      ],
    ],
    [
      'branch config',
      act({ ...branch, config: { condition: {}, x: 1 } }),
      ['actions[0].config.x: is not a known property'],
    ],
    [
      'branch condition twice',
      act({ ...branch, config: { condition: {}, conditions: {} } }),
      ['actions[0].config.conditions: stands beside condition: one of the two is enough'],
    ],
    [
      'branch field',
      act({ ...branch, config: { condition: { match: 'all', items: [{ ...ok, field: 'nope' }] } } }),
      ['actions[0].config.condition.items[0].field: leads has no field "nope"'],
    ],
    [
      'branch deep',
      act({ ...branch, config: { condition: nested(21) } }),
      [`actions[0].config.condition${'.items[0]'.repeat(20)}: groups may nest 20 deep`],
    ],
    [
      'template not closed',
      act({ actionType: 'add_tag', config: { tag: 'a {{trigger.name' } }),
      ['actions[0].config.tag: output "{{trigger.name" not closed, line:1, col:3'],
    ],
    [
      'template tag',
      act({ actionType: 'webhook', config: { url: 'https://a.b', headers: { 'X-A': '{% include "x" %}' } } }),
      ['actions[0].config.headers.X-A: tag "include" not found, line:1, col:1'],
    ],
    [
      'wait negative',
      act({ actionType: 'wait', config: { hours: -1 } }),
      ['actions[0].config.hours: must not be negative'],
    ],
    [
      'wait text',
      act({ actionType: 'wait', config: { hours: 'tomorrow' } }),
      ['actions[0].config.hours: invalid input: expected number, received string'],
    ],
    [
      'wait long',
      act({ actionType: 'wait', config: { days: 30, seconds: 1 } }),
      ['actions[0].config: must not be longer than 30 days'],
    ],
    [
      'wait very long',
      act({ actionType: 'wait', config: { minutes: 1e12 } }),
      ['actions[0].config.minutes: is too long'],
    ],
    [
      'wait property',
      act({ actionType: 'wait', config: { weeks: 1 } }),
      ['actions[0].config.weeks: is not a known property'],
    ],
    [
      'update unknown',
      act({ actionType: 'update_field', config: { fieldKey: 'nope', value: 1 } }),
      ['actions[0].config.fieldKey: leads has no field "nope"'],
    ],
    [
      'update unwritable',
      act({ actionType: 'update_field', config: { fieldKey: 'name', value: 1 } }),
      ['actions[0].config.fieldKey: "name" may not be written'],
    ],
    [
      'update tenant',
      act({ actionType: 'update_field', config: { field: 'tenantId', value: 1 } }),
      ['actions[0].config.field: "tenantId" may not be written'],
    ],
    [
      'update number with a word',
      act({ actionType: 'update_field', config: { fieldKey: 'score', value: 'many' } }),
      ['actions[0].config.value: is not a value of type integer'],
    ],
    [
      'update date with an object',
      act({ actionType: 'update_field', config: { fieldKey: 'dueDate', value: { $now: 1 } } }),
      ['actions[0].config.value: is not a value of type date'],
    ],
    [
      'update elsewhere',
      act({ actionType: 'update_field', config: { fieldKey: 'source', value: 1, entity: 'contacts' } }),
      ['actions[0].config.entity: only the triggering record (leads) is updated'],
    ],
  ])('%s', (_, body, told) => {
    const found = problems(body);
    expect(found.slice(0, told.length)).toEqual(told);
  });
  it.each([
    ['score', '10'],
    ['score', 10],
    ['score', ''],
    ['score', null],
    ['score', '{{trigger.score | plus: 1}}'],
    ['urgent', 'true'],
    ['dueDate', '2026-01-31'],
    ['source', 5],
    ['customFields.tier', 'gold'],
    ['custom_fields', { tier: 'gold' }],
    ['tags', ['a']],
  ])('update %s with %j', (fieldKey, value) => {
    expect(problems(act({ actionType: 'update_field', config: { fieldKey, value } }))).toEqual([]);
  });
  it('create tasks only where there is a module of them', () => {
    const context = { ...testContext(), modules: testModules({ without: 'tasks' }) };
    expect(problems(act({ actionType: 'create_task', config: {} }), context)).toEqual([
      'actions[0].config: the source mapping has no module tasks',
    ]);
  });
  it('may wait exactly 30 days, and no time at all', () => {
    expect(problems(act({ actionType: 'wait', config: { days: 30 } }, { actionType: 'wait' }))).toEqual([]);
  });
  it('are refused where the module has no column for them', () => {
    const also = `
  leads:
    table: public.leads
    id: id
    fields: { id: text, tenant_id: text }
`;
    const context = { ...testContext(), modules: testModules({ without: 'leads', also }) };
    expect(problems(act(tag, { actionType: 'assign_owner', config: { pool: ['u'] } }), context)).toEqual([
      'actions[0].config.tag: leads has no tags',
      'actions[1].config: leads has no owner',
    ]);
    const custom = filter({ ...ok, fieldType: 'custom' });
    expect(problems(custom, context)).toEqual([
      'triggerFilters.conditions[0].field: leads has no custom fields',
    ]);
  });
});
