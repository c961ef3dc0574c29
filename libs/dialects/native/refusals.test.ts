/** Everything that a native definition can have wrong, one thing at a time, and the place that is named. */
import { describe, expect, it } from 'vitest';
import { pointerOf } from '../shared/path.ts';
import { stored, testContext } from '../testing/dialect-suite.ts';
import { native } from './index.ts';

const hook = (id: string) => ({
  kind: 'action',
  id,
  action: 'webhook',
  config: { url: 'https://example.com/' },
});
const wait = (id: string, durationMs: number) => ({
  kind: 'wait',
  id,
  until: { kind: 'duration', durationMs },
});
const branch = (id: string, criteria: object = is('source', 'equals', 'web')) => ({
  kind: 'branch',
  id,
  arms: [{ outcome: 'yes', criteria }],
  otherwise: 'no',
});
const done = (from: string, to: string) => ({ from, outcome: 'done', to });
const is = (field: string, operator: string, operand: unknown = null) => ({
  kind: 'condition',
  field,
  operator,
  operand,
  caseSensitive: false,
});
const EMPTY = { start: null, nodes: [], edges: [] };
const BASE = { name: 'n', trigger: { module: 'leads', kind: 'created' }, graph: EMPTY };
const trigger = (more: object) => ({ ...BASE, trigger: { ...BASE.trigger, ...more } });
const graph = (nodes: readonly object[], edges: readonly object[] = [], start: string | null = 'a') => ({
  ...BASE,
  graph: { start, nodes, edges },
});
const awaiting = (more: object = {}) =>
  trigger({
    kind: 'activity_missing',
    activity: {
      type: 'opened',
      awaited: {
        type: 'replied',
        within: { amount: 2, unit: 'days' },
        fires: 'missing',
        correlation: null,
        ...more,
      },
    },
  });
const problems = (body: unknown): readonly string[] => {
  const parsed = native.parse(body, testContext());
  return parsed.ok ? [] : parsed.error.map(({ path, code }) => `${pointerOf(path)} ${code}`);
};

describe('is accepted', () => {
  it.each<[string, object]>([
    ['the least', BASE],
    ['a date', trigger({ kind: 'overdue' })],
    ['what is missing', awaiting({ correlation: 'thread' })],
    [
      'criteria on an activity’s data',
      trigger({ kind: 'activity', activity: { type: 'opened' }, criteria: is('thread', 'equals', 'x') }),
    ],
    ['a circle that rests', graph([hook('a'), wait('b', 60_000)], [done('a', 'b'), done('b', 'a')])],
    [
      'arms that meet',
      graph(
        [branch('a'), hook('b')],
        [
          { from: 'a', outcome: 'yes', to: 'b' },
          { from: 'a', outcome: 'no', to: 'b' },
        ],
      ),
    ],
  ])('%s', (_, body) => {
    expect(problems(body)).toEqual([]);
  });
  it('what it was printed with beside it, in an update alone', () => {
    const parsed = native.parse(BASE, testContext());
    const printed = native.print(stored(parsed.ok ? parsed.value : expect.unreachable()));
    expect(
      native.parse(printed, testContext(stored(parsed.ok ? parsed.value : expect.unreachable()))).ok,
    ).toBe(true);
    expect(problems(printed)).toEqual(
      ['id', 'createdBy', 'createdAt', 'updatedAt', 'version']
        .map((key) => `/${key} unknown_property`)
        .sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b)),
    );
  });
});
const ORDER = ['/id', '/version', '/createdBy', '/createdAt', '/updatedAt'].map(
  (key) => `${key} unknown_property`,
);

describe('is refused by its place', () => {
  it.each<[string, unknown, readonly string[]]>([
    ['no object', [], [' wrong_type']],
    ['nothing', {}, ['/name required', '/trigger required', '/graph required']],
    ['an empty name', { ...BASE, name: ' ' }, ['/name invalid_value']],
    ['a hidden character', { ...BASE, name: 'a\u202eb' }, ['/name invalid_value']],
    ['a tenant', { ...BASE, tenantId: 't' }, ['/tenantId unknown_property']],
    ['a version', { ...BASE, version: 7 }, ['/version unknown_property']],
    ['active that is text', { ...BASE, active: 'yes' }, ['/active wrong_type']],
    ['an unknown module', trigger({ module: 'nothing' }), ['/trigger/module not_found']],
    ['a module called constructor', trigger({ module: 'constructor' }), ['/trigger/module not_found']],
    ['an unknown kind', trigger({ kind: 'renamed' }), ['/trigger/kind invalid_value']],
    [
      'a kind that cannot be derived',
      { ...trigger({ kind: 'won', module: 'tables' }) },
      ['/trigger/module not_found'],
    ],
    [
      'a part of another kind',
      trigger({ fields: { match: 'any', names: ['stage'] } }),
      ['/trigger/fields invalid_value'],
    ],
    [
      'a schedule of a row',
      trigger({ dated: { module: 'leads', lookup: 'x' } }),
      ['/trigger/dated invalid_value'],
    ],
    ['no fields', trigger({ kind: 'fields_changed' }), ['/trigger/fields required']],
    [
      'no columns',
      trigger({ kind: 'fields_changed', fields: { match: 'any', names: [] } }),
      ['/trigger/fields/names invalid_value'],
    ],
    [
      'an unknown column',
      trigger({ kind: 'fields_changed', fields: { match: 'any', names: ['stage', 'street'] } }),
      ['/trigger/fields/names/1 unknown_field'],
    ],
    [
      'a column that is no score',
      trigger({ kind: 'score_changed', score: { direction: 'up', columns: ['amount'] } }),
      ['/trigger/score/columns/0 unknown_field'],
    ],
    [
      'an unknown field',
      trigger({ criteria: { kind: 'all', of: [is('street', 'equals', 'x')] } }),
      ['/trigger/criteria/of/0/field unknown_field'],
    ],
    [
      'an operator that its type lacks',
      trigger({ criteria: is('urgent', 'starts_with', 'x') }),
      ['/trigger/criteria/operator operator_not_for_type'],
    ],
    [
      'an operand of another type',
      trigger({ criteria: is('score', 'greater_than', 'ten') }),
      ['/trigger/criteria/operand invalid_value'],
    ],
    [
      'an unknown operator',
      trigger({ criteria: is('score', 'like', 1) }),
      ['/trigger/criteria/operator invalid_value'],
    ],
    ['no activity', trigger({ kind: 'activity' }), ['/trigger/activity required']],
    [
      'an unknown activity',
      trigger({ kind: 'activity', activity: { type: 'dreamt' } }),
      ['/trigger/activity/type not_found'],
    ],
    [
      'nothing awaited',
      trigger({ kind: 'activity_missing', activity: { type: 'opened' } }),
      ['/trigger/activity/awaited required'],
    ],
    [
      'something awaited that need not be',
      trigger({ ...awaiting().trigger, kind: 'activity' }),
      ['/trigger/activity/awaited invalid_value'],
    ],
    [
      'an unknown awaited activity',
      awaiting({ type: 'dreamt' }),
      ['/trigger/activity/awaited/type not_found'],
    ],
    [
      'a correlation that one lacks',
      awaiting({ correlation: 'client' }),
      ['/trigger/activity/awaited/correlation unknown_field'],
    ],
    [
      'a limit of nothing',
      awaiting({ within: { amount: 0, unit: 'days' } }),
      ['/trigger/activity/awaited/within/amount invalid_value'],
    ],
    [
      'a limit of years',
      awaiting({ within: { amount: 100, unit: 'weeks' } }),
      ['/trigger/activity/awaited/within invalid_value'],
    ],
    [
      'an activity that looks back',
      trigger({ kind: 'activity', activity: { type: 'opened' }, criteria: is('stage', 'any_change') }),
      ['/trigger/criteria/operator operator_not_for_type'],
    ],
    ['a duplicate node', graph([hook('a'), hook('a')]), ['/graph/nodes/1/id duplicate']],
    [
      'a node called __proto__',
      graph([hook('__proto__')], [], '__proto__'),
      ['/graph/nodes/0/id invalid_value'],
    ],
    ['a start that is not there', graph([hook('a')], [], 'b'), ['/graph/start not_found']],
    ['no start', graph([hook('a')], [], null), ['/graph/start not_found']],
    ['an edge from nowhere', graph([hook('a')], [done('b', 'a')]), ['/graph/edges/0/from not_found']],
    ['an edge to nowhere', graph([hook('a')], [done('a', 'b')]), ['/graph/edges/0/to not_found']],
    [
      'an outcome that a node does not have',
      graph([hook('a'), hook('b')], [{ from: 'a', outcome: 'yes', to: 'b' }]),
      ['/graph/edges/0/outcome unknown_outcome'],
    ],
    [
      'two edges of one outcome',
      graph([hook('a'), hook('b'), hook('c')], [done('a', 'b'), done('a', 'c')]),
      ['/graph/edges/1 duplicate'],
    ],
    ['a node that cannot be reached', graph([hook('a'), hook('b')]), ['/graph/nodes/1 unreachable']],
    [
      'a circle',
      graph([hook('a'), hook('b')], [done('a', 'b'), done('b', 'a')]),
      ['/graph/nodes/0 cycle', '/graph/nodes/1 cycle'],
    ],
    [
      'a circle that hardly rests',
      graph([hook('a'), wait('b', 59_999)], [done('a', 'b'), done('b', 'a')]),
      ['/graph/nodes/0 cycle', '/graph/nodes/1 cycle'],
    ],
    ['a node that follows itself', graph([hook('a')], [done('a', 'a')]), ['/graph/nodes/0 cycle']],
    ['a negative wait', graph([wait('a', -1)]), ['/graph/nodes/0/until/durationMs invalid_value']],
    ['a wait of a century', graph([wait('a', 1e13)]), ['/graph/nodes/0/until/durationMs invalid_value']],
    ['an unknown node', graph([{ kind: 'dream', id: 'a' }]), ['/graph/nodes/0/kind wrong_type']],
    [
      'an unknown action',
      graph([{ ...hook('a'), action: 'dream' }]),
      ['/graph/nodes/0/action invalid_value'],
    ],
    [
      'a config',
      graph([{ ...hook('a'), config: { url: 'ftp://x' } }]),
      ['/graph/nodes/0/config/url invalid_value'],
    ],
    [
      'a template',
      graph([{ ...hook('a'), config: { url: 'https://x/{{' } }]),
      ['/graph/nodes/0/config/url template_invalid'],
    ],
    [
      'a branch on an unknown field',
      graph([branch('a', is('street', 'is_empty'))]),
      ['/graph/nodes/0/arms/0/criteria/field unknown_field'],
    ],
    [
      'too many nodes',
      graph(
        Array.from({ length: 501 }, (_, at) => hook(`n${at}`)),
        [],
        'n0',
      ),
      ['/graph/nodes too_many'],
    ],
  ])('%s', (_, body, expected) => {
    expect(problems(body)).toEqual(expected);
  });
  it('criteria nested deeper than twenty', () => {
    const deep = (depth: number): object =>
      depth === 0 ? is('source', 'is_empty') : { kind: 'not', of: deep(depth - 1) };
    expect(problems(trigger({ criteria: deep(21) }))).toEqual([
      `/trigger/criteria${'/of'.repeat(20)} too_deep`,
    ]);
  });
});
