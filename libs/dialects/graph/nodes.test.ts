/** What the nodes of a graph say: everything that can be wrong with it, one thing at a time, named by node, place and code. */
import { describe, expect, it } from 'vitest';
import { native } from '../native/index.ts';
import { stored, testContext } from '../testing/dialect-suite.ts';
import {
  DAY,
  type Json,
  OPENED,
  branch,
  definitions,
  event,
  field,
  graph,
  hook,
  is,
  join,
  loop,
  problems,
  set,
  sub,
  task,
  wait,
} from './testing-bodies.ts';

describe('arms', () => {
  const always = { kind: 'all', of: [] };
  it.each<[string, object, readonly string[]]>([
    [
      'behind one that always holds',
      graph([branch('a', always, is('stage'))]),
      ['a /graph/nodes/0/arms/1 never_taken'],
    ],
    [
      'that ask the same',
      graph([branch('a', is('stage'), is('source'), is('stage'))]),
      ['a /graph/nodes/0/arms/2 never_taken'],
    ],
    [
      'more than fifty',
      graph([branch('a', ...Array.from({ length: 51 }, (_, at) => is('stage', 'equals', `${at}`)))]),
      ['a /graph/nodes/0/arms too_many'],
    ],
    ['none', graph([branch('a')]), ['a /graph/nodes/0/arms invalid_value']],
  ])('%s', (_, body, expected) => {
    expect(problems(body)).toEqual(expected);
  });
});

describe('what is asked', () => {
  const place = 'a /graph/nodes/0/arms/0/criteria';
  it.each<[string, object, readonly string[]]>([
    ['an unknown field', graph([branch('a', is('street'))]), [`${place}/field unknown_field`]],
    [
      'an operator that a type lacks',
      graph([branch('a', { kind: 'not', of: is('urgent', 'contains') })]),
      [`${place}/of/operator operator_not_for_type`],
    ],
    ['a step of no node', graph([branch('a', is('$steps.gone.outcome'))]), [`${place}/field unknown_node`]],
    [
      'a part that a step does not have',
      graph([branch('a', is('$steps.a.result'))]),
      [`${place}/field invalid_value`],
    ],
    ['a step by itself', graph([branch('a', is('$steps.a'))]), [`${place}/field invalid_value`]],
    ['a variable that is none', graph([branch('a', is('$variables.X-y'))]), [`${place}/field invalid_value`]],
    [
      'what a variable was before',
      graph([branch('a', is('$variables.x', 'changed_to'))]),
      [`${place}/operator operator_not_for_type`],
    ],
    [
      'a loop’s question',
      graph([loop('a', { while: is('street') }), hook('b')], 'a again b', 'b done a'),
      ['a /graph/nodes/0/while/field unknown_field'],
    ],
    [
      'an event’s question',
      graph([event('a', { kind: 'change', change: 'updated' }, { criteria: is('thread') })]),
      ['a /graph/nodes/0/criteria/field unknown_field'],
    ],
    [
      'what an activity changed',
      graph([event('a', OPENED, { criteria: is('stage', 'any_change') })]),
      ['a /graph/nodes/0/criteria/operator operator_not_for_type'],
    ],
    [
      'an activity that the module does not have',
      graph([event('a', { kind: 'activity', type: 'dreamt' })]),
      ['a /graph/nodes/0/event/type not_found'],
    ],
    [
      'a variable from an unknown field',
      graph([set('a', 'record.street')]),
      ['a /graph/nodes/0/variables/x/from unknown_field'],
    ],
    [
      'a variable from a step of no node',
      graph([set('a', 'steps.gone.output')]),
      ['a /graph/nodes/0/variables/x/from unknown_node'],
    ],
    [
      'a variable from elsewhere',
      graph([set('a', 'process.env')]),
      ['a /graph/nodes/0/variables/x/from invalid_value'],
    ],
    [
      'a variable given on from an unknown field',
      graph([sub('a', 'known', { variables: { x: { from: 'record.street' } } })]),
      ['a /graph/nodes/0/variables/x/from unknown_field'],
    ],
  ])('%s', (_, body, expected) => {
    expect(problems(body)).toEqual(expected);
  });
  it('of the activity that started the run is not asked of the record as it is now', () => {
    const asked = (record?: string) => ({
      ...graph([
        {
          ...branch('a'),
          arms: [{ outcome: 'a0', criteria: is('thread'), ...(record !== undefined && { record }) }],
        },
      ]),
      trigger: { module: 'leads', kind: 'activity', activity: { type: 'opened' } },
    });
    expect(problems(asked())).toEqual([]);
    expect(problems(asked('now'))).toEqual([`${place}/field unknown_field`]);
  });
});

describe('what nodes say', () => {
  const LONG = 11 * 366 * 86_400_000;
  const dated = (name: string) =>
    wait('a', { kind: 'date', field: name, offset: { amount: 0, unit: 'days' } });
  it.each<[string, object, readonly string[]]>([
    ['a date that is no field', graph([dated('street')]), ['a /graph/nodes/0/until/field unknown_field']],
    ['a date that is none', graph([dated('stage')]), ['a /graph/nodes/0/until/field invalid_value']],
    [
      'stale after eleven years',
      graph([wait('a', DAY, { staleAfterMs: LONG })]),
      ['a /graph/nodes/0/staleAfterMs invalid_value'],
    ],
    [
      'a timeout after eleven years',
      graph([event('a', OPENED, { timeoutMs: LONG })]),
      ['a /graph/nodes/0/timeoutMs invalid_value'],
    ],
    [
      'templates of a task',
      graph([
        task('a', {
          title: '{{',
          description: '{% if %}',
          assignment: { to: 'user', id: '{{ a b }}' },
          escalation: { afterMs: 1, assignment: { to: 'user', id: '{{' } },
        }),
      ]),
      [
        'a /graph/nodes/0/title template_invalid',
        'a /graph/nodes/0/description template_invalid',
        'a /graph/nodes/0/assignment/id template_invalid',
        'a /graph/nodes/0/escalation/assignment/id template_invalid',
      ],
    ],
    [
      'templates that read a step of no node, or no variable',
      graph(
        [
          hook('a', { config: { url: 'https://example.com/{{steps.gone.output.x}}' } }),
          task('b', { title: '{{steps.a.output.status}} {{variables.X}}' }),
        ],
        'a done b',
      ),
      ['a /graph/nodes/0/config/url unknown_node', 'b /graph/nodes/1/title invalid_value'],
    ],
    [
      'two fields of one name',
      graph([task('a', { form: [field('x'), field('x')] })]),
      ['a /graph/nodes/0/form/1/name duplicate'],
    ],
    [
      'two choices of one name',
      graph([task('a', { form: [field('x', { type: 'choice', choices: ['y', 'y'] })] })]),
      ['a /graph/nodes/0/form/0/choices/1 duplicate'],
    ],
    [
      'choices of a text',
      graph([task('a', { form: [field('x', { choices: ['y'] })] })]),
      ['a /graph/nodes/0/form/0 invalid_value'],
    ],
    [
      'two decisions of one name',
      graph([task('a', { decisions: ['y', 'y'] })]),
      ['a /graph/nodes/0/decisions/1 duplicate'],
    ],
    [
      'a decision that nobody takes',
      graph([task('a', { decisions: ['expired'] })]),
      ['a /graph/nodes/0/decisions/0 invalid_value'],
    ],
    [
      'what comes after the deadline',
      graph([
        task('a', {
          deadlineMs: 5,
          reminderMs: 5,
          escalation: { afterMs: 6, assignment: { to: 'user', id: 'u' } },
        }),
      ]),
      ['a /graph/nodes/0/reminderMs invalid_value', 'a /graph/nodes/0/escalation/afterMs invalid_value'],
    ],
    [
      'a definition that is not there',
      graph([sub('a', 'gone')]),
      ['a /graph/nodes/0/definitionId not_found'],
    ],
    [
      'a definition on another module',
      graph([sub('a', 'elsewhere')]),
      ['a /graph/nodes/0/definitionId not_available'],
    ],
    [
      'a config of an action',
      graph([hook('a', { config: { url: 'x' } })]),
      ['a /graph/nodes/0/config/url invalid_value'],
    ],
  ])('%s', (_, body, expected) => {
    expect(problems(body)).toEqual(expected);
  });
  it('the definition itself as its sub-workflow', () => {
    const body = graph([sub('a', 'd-1')]);
    const first = native.parse(graph([]), testContext());
    const existing = stored(first.ok ? first.value : expect.unreachable());
    expect(problems(body, { ...testContext(existing), definitions })).toEqual([
      'a /graph/nodes/0/definitionId cycle',
    ]);
  });
  it('sub-workflows are not looked up where nothing is known of them', () => {
    expect(native.parse(graph([sub('a', 'gone')]), testContext()).ok).toBe(true);
  });
});

describe('the shape of a node', () => {
  it.each<[string, Json, string]>([
    ['an unknown kind', { kind: 'dream', id: 'a' }, 'a /graph/nodes/0/kind wrong_type'],
    ['no id', { kind: 'join', of: 's', needs: 'all' }, '- /graph/nodes/0/id required'],
    ['a property too many', { ...hook('a'), x: 1 }, 'a /graph/nodes/0/x unknown_property'],
    ['no arms', { kind: 'parallel', id: 'a' }, 'a /graph/nodes/0/arms required'],
    ['an unknown need', { ...join('a', 's'), needs: 'most' }, 'a /graph/nodes/0/needs invalid_value'],
    ['turns without end', loop('a', { most: 1_001 }), 'a /graph/nodes/0/most too_long'],
    ['an unknown wait', wait('a', { kind: 'dream' }), 'a /graph/nodes/0/until/kind wrong_type'],
    [
      'a zone that is none',
      wait('a', { ...DAY, zone: { name: 'Mars/Base' } }),
      'a /graph/nodes/0/until/zone/name invalid_value',
    ],
    [
      'an operator that is none',
      branch('a', is('stage', 'like')),
      'a /graph/nodes/0/arms/0/criteria/operator invalid_value',
    ],
    [
      'a name of no variable',
      { kind: 'set', id: 'a', variables: { 'x y': { value: 1 } } },
      'a /graph/nodes/0/variables/x y invalid_value',
    ],
  ])('%s', (_, node, expected) => {
    const body = { ...graph([]), graph: { start: 'a', nodes: [node], edges: [] } };
    expect(problems(body)).toContain(expected);
  });
  it('an edge without an end is named by the node that it leaves', () => {
    const body = graph([hook('a')]);
    const bent = { ...body, graph: { ...body.graph, edges: [{ from: 'a', outcome: 'done' }] } };
    expect(problems(bent)).toEqual(['a /graph/edges/0/to required']);
  });
});
