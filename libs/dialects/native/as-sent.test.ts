/** Definitions against what the change stream sends: what the mapping has and the stream lacks is refused by name, wherever it is asked. */
import { asSent } from '@upshot/mapping';
import type { FieldType } from '@upshot/values';
import { describe, expect, it } from 'vitest';
import { pointerOf } from '../shared/path.ts';
import { testContext } from '../testing/dialect-suite.ts';
import { testModules } from '../testing/modules.ts';
import { workflowsApi } from '../workflows-api/index.ts';
import { native } from './index.ts';

const modules = testModules();
const WIRE: Readonly<Record<string, FieldType>> = {
  reference: 'text',
  date: 'integer',
};
/** Leads as they are mapped, but without a stage, with dates as bare days and flags as numbers. */
const sent = new Map(
  Object.entries(modules.modules.get('leads')?.fields ?? {}).flatMap(([column, { type }]) =>
    column === 'stage' ? [] : [[column, column === 'urgent' ? 'integer' : (WIRE[type] ?? type)] as const],
  ),
);
const context = { ...testContext(), modules: asSent(modules, new Map([['leads', sent]])) };

const is = (field: string, operator = 'equals', operand: unknown = 'x') => ({
  kind: 'condition',
  field,
  operator,
  operand,
  caseSensitive: false,
});
const NO_GRAPH = { start: null, nodes: [], edges: [] };
const node = (more: object) => ({ start: 'a', nodes: [{ id: 'a', ...more }], edges: [] });
const problems = (trigger: object, graph: object = NO_GRAPH): readonly string[] => {
  const parsed = native.parse(
    { name: 'n', trigger: { module: 'leads', kind: 'saved', ...trigger }, graph },
    context,
  );
  return parsed.ok ? [] : parsed.error.map(({ path, code }) => `${pointerOf(path)} ${code}`);
};

describe('a column that is not sent', () => {
  it.each<[string, object, object, string]>([
    ['in criteria', { criteria: is('stage') }, NO_GRAPH, '/trigger/criteria/field unknown_field'],
    [
      'among the watched',
      { kind: 'fields_changed', fields: { match: 'any', names: ['stage'] } },
      NO_GRAPH,
      '/trigger/fields/names/0 unknown_field',
    ],
    ['behind a kind', { kind: 'stage_changed' }, NO_GRAPH, '/trigger/kind not_available'],
    [
      'in a branch',
      {},
      node({ kind: 'branch', arms: [{ outcome: 'y', criteria: is('stage') }], otherwise: 'n' }),
      '/graph/nodes/0/arms/0/criteria/field unknown_field',
    ],
    [
      'in a variable',
      {},
      node({ kind: 'set', variables: { x: { from: 'record.stage' } } }),
      '/graph/nodes/0/variables/x/from unknown_field',
    ],
    [
      'behind an event',
      {},
      node({ kind: 'wait_for_event', event: { kind: 'change', change: 'won' } }),
      '/graph/nodes/0/event/change not_available',
    ],
  ])('is refused %s', (_, trigger, graph, expected) => {
    expect(problems(trigger, graph)).toEqual([expected]);
  });
  it('may be written', () => {
    const config = { field: 'stage', value: 'won' };
    expect(problems({}, node({ kind: 'action', action: 'update_field', config }))).toEqual([]);
  });
  it('is refused in the words of another dialect too', () => {
    const body = {
      name: 'n',
      triggerModule: 'leads',
      triggerType: 'lead_created',
      triggerFilters: { match: 'all', items: [{ field: 'stage', operator: 'equals', value: 'new' }] },
      actions: [],
    };
    const parsed = workflowsApi.parse(body, context);
    expect(parsed.ok ? [] : parsed.error.map(({ path, message }) => `${pointerOf(path)} ${message}`)).toEqual(
      [
        '/triggerFilters/items/0/field is mapped, and no column of that name is sent with the changes of leads',
      ],
    );
  });
});

describe('a column that is sent as something else', () => {
  it.each<[string, object, object, readonly string[]]>([
    [
      'is compared with nothing',
      { criteria: is('urgent', 'equals', true) },
      NO_GRAPH,
      ['/trigger/criteria/operator operator_not_for_type'],
    ],
    ['can be seen to change', { criteria: is('urgent', 'any_change') }, NO_GRAPH, []],
    [
      'is no date to wait for',
      {},
      node({
        kind: 'wait',
        until: { kind: 'date', field: 'due_date', offset: { amount: 0, unit: 'days' } },
      }),
      ['/graph/nodes/0/until/field invalid_value'],
    ],
    [
      'is no date to be reached',
      {
        kind: 'date_reached',
        schedule: {
          field: 'due_date',
          offset: { amount: 0, unit: 'days' },
          timeOfDay: null,
          zone: 'UTC',
          recurrence: 'once',
        },
      },
      NO_GRAPH,
      ['/trigger/schedule/field invalid_value'],
    ],
    [
      'is no due date',
      { kind: 'overdue' },
      NO_GRAPH,
      ['/trigger/kind not_available', '/trigger/schedule/field invalid_value'],
    ],
  ])('%s', (_, trigger, graph, expected) => {
    expect(problems(trigger, graph)).toEqual(expected);
  });
});

describe('criteria that are nested too deep', () => {
  it.each(['overdue', 'date_reached', 'activity', 'created'])(
    'are refused of a trigger of kind %s',
    (kind) => {
      let criteria: object = is('source');
      for (let depth = 0; depth < 30; depth += 1) criteria = { kind: 'not', of: criteria };
      const activity = kind === 'activity' ? { activity: { type: 'opened' } } : {};
      expect(problems({ kind, criteria, ...activity }).some((each) => each.endsWith('too_deep'))).toBe(true);
    },
  );
});
