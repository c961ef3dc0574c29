/** Where a run can go: everything that can be wrong with it, one thing at a time, named by node, place and code. */
import { describe, expect, it } from 'vitest';
import {
  DAY,
  OPENED,
  branch,
  duration,
  event,
  graph,
  hook,
  is,
  join,
  loop,
  problems,
  set,
  split,
  sub,
  task,
  wait,
} from './testing-bodies.ts';

describe('is accepted', () => {
  it.each<[string, object]>([
    ['a circle with a wait', graph([hook('a'), wait('b', duration(60_000))], 'a done b', 'b done a')],
    ['a circle with business days', graph([hook('a'), wait('b', DAY)], 'a done b', 'b done a')],
    [
      'a circle with a wall-clock time',
      graph([hook('a'), wait('b', { kind: 'time_of_day', timeOfDay: '09:00' })], 'a done b', 'b done a'),
    ],
    ['a circle with a person in it', graph([hook('a'), task('b')], 'a done b', 'b yes a')],
    ['a circle with an event in it', graph([hook('a'), event('b', OPENED)], 'a done b', 'b happened a')],
    ['a circle that is counted', graph([loop('a'), hook('b')], 'a again b', 'b done a')],
    [
      'a loop in a loop',
      graph([loop('a'), loop('b'), hook('c')], 'a again b', 'b again c', 'c done b', 'b done a'),
    ],
    ['an arm without an edge', graph([split('s', 'l', 'r'), join('j', 's')], 's l j')],
    ['an arm that ends', graph([split('s', 'l', 'r'), hook('a'), join('j', 's')], 's l a', 's r j')],
    ['arms without a join', graph([split('s', 'l', 'r'), hook('a'), hook('b')], 's l a', 's r b')],
    [
      'arms of a split without a join that come to the one around it',
      graph([split('s', 'l', 'r'), split('t', 'l', 'r'), join('j', 's')], 's l t', 't l j', 't r j', 's r j'),
    ],
    [
      'a split in a counted circle, joined at each turn',
      graph([loop('a'), split('s', 'l', 'r'), join('j', 's')], 'a again s', 's l j', 's r j', 'j done a'),
    ],
    [
      'what steps came to, and variables',
      graph(
        [
          hook('a'),
          branch(
            'b',
            is('$steps.a.outcome', 'equals', 'succeeded'),
            is('$steps.a.output.status', 'greater_than', 299),
            is('$variables.x', 'is_not_empty'),
          ),
        ],
        'a done b',
      ),
    ],
    [
      'variables from everywhere',
      graph(
        [set('a', 'record.stage'), set('b', 'record.custom_fields.x'), set('c', 'steps.a.output.x')],
        'a done b',
        'b done c',
      ),
    ],
    ['a sub-workflow', graph([sub('a', 'known', { variables: { x: { from: 'variables.y' } } })])],
    ['an event’s data', graph([event('a', OPENED, { criteria: is('thread') })])],
  ])('%s', (_, body) => {
    expect(problems(body)).toEqual([]);
  });
});

describe('the walk', () => {
  it.each<[string, object, readonly string[]]>([
    [
      'a circle whose wait may be over at once',
      graph(
        [hook('a'), wait('b', { kind: 'date', field: 'due_date', offset: { amount: 1, unit: 'days' } })],
        'a done b',
        'b done a',
      ),
      ['a /graph/nodes/0 cycle', 'b /graph/nodes/1 cycle'],
    ],
    [
      'a circle whose wait finds no date',
      graph([hook('a'), wait('b', DAY)], 'a done b', 'b no_date a'),
      ['a /graph/nodes/0 cycle', 'b /graph/nodes/1 cycle'],
    ],
    [
      'a circle whose wait counts back',
      graph([wait('a', { kind: 'offset', offset: { amount: -1, unit: 'days' } })], 'a done a'),
      ['a /graph/nodes/0 cycle'],
    ],
    [
      'a circle whose wait is for a time that may be past',
      graph(
        [wait('a', { kind: 'offset', offset: { amount: 5, unit: 'minutes' }, timeOfDay: '09:00' })],
        'a done a',
      ),
      ['a /graph/nodes/0 cycle'],
    ],
    [
      'a circle whose task expires at once',
      graph([task('a', { deadlineMs: 1 })], 'a expired a'),
      ['a /graph/nodes/0 cycle'],
    ],
    [
      'a circle whose event is hardly waited for',
      graph([event('a', OPENED, { timeoutMs: 59_999 })], 'a timeout a'),
      ['a /graph/nodes/0 cycle'],
    ],
    [
      'a circle over the end of a loop',
      graph([loop('a'), hook('b')], 'a again b', 'b done a', 'a done a'),
      ['a /graph/nodes/0 cycle'],
    ],
    ['a loop without a body', graph([loop('a')]), ['a /graph/nodes/0 loop_open']],
    [
      'a loop whose body goes elsewhere',
      graph([loop('a'), hook('b')], 'a again b'),
      ['a /graph/nodes/0 loop_open'],
    ],
    [
      'an outcome of an action whose channel does not answer it',
      graph([hook('a'), hook('b')], 'a answered b'),
      ['a /graph/edges/0/outcome unknown_outcome'],
    ],
    [
      'a timeout of what waits for ever',
      graph([event('a', OPENED), hook('b')], 'a timeout b'),
      ['a /graph/edges/0/outcome unknown_outcome'],
    ],
    [
      'an edge behind the end',
      graph([{ kind: 'end', id: 'a', status: 'failed', reason: 'r' }, hook('b')], 'a done b'),
      ['a /graph/edges/0/outcome unknown_outcome'],
    ],
  ])('%s', (_, body, expected) => {
    expect(problems(body)).toEqual(expected);
  });
});

describe('splits and joins', () => {
  const LR = split('s', 'l', 'r');
  const nested = (depth: number) =>
    graph(
      Array.from({ length: depth }, (_, at) => split(`s${at}`, 'l', 'r')),
      ...Array.from({ length: depth - 1 }, (_, at) => `s${at} l s${at + 1}`),
    );
  it.each<[string, object, readonly string[]]>([
    ['a join of nothing', graph([LR, join('j', 'gone')], 's l j'), ['j /graph/nodes/1/of not_found']],
    ['a join of itself', graph([LR, join('j', 'j')], 's l j'), ['j /graph/nodes/1/of not_found']],
    [
      'two joins of one split',
      graph([LR, join('j', 's'), join('k', 's')], 's l j', 's r k'),
      ['k /graph/nodes/2/of duplicate'],
    ],
    [
      'a join that is come to around its split',
      graph([branch('a', is('stage')), LR, join('j', 's')], 'a a0 s', 'a else j', 's l j'),
      ['j /graph/nodes/2 join_outside'],
    ],
    [
      'a join that is come to again from behind it',
      graph([LR, join('j', 's'), wait('w', DAY)], 's l j', 'j done w', 'w done j'),
      ['j /graph/nodes/1 join_outside'],
    ],
    [
      'arms that come to the join around their own',
      graph(
        [LR, split('t', 'l', 'r'), join('u', 't'), join('j', 's')],
        's l t',
        't l u',
        't r j',
        'u done j',
        's r j',
      ),
      ['t /graph/nodes/1 join_incomplete'],
    ],
    [
      'arms that lead back to their split',
      graph([LR, wait('w', DAY)], 's l w', 'w done s'),
      ['s /graph/nodes/0 cycle'],
    ],
    ['six splits in one another', nested(6), ['s5 /graph/nodes/5 too_deep']],
    ['one arm', graph([split('s', 'l')]), ['s /graph/nodes/0/arms invalid_value']],
    [
      'too many splits',
      graph(
        Array.from({ length: 51 }, (_, at) => split(`s${at}`, 'l', 'r')),
        ...Array.from({ length: 50 }, (_, at) => `s${at} l s${at + 1}`),
      ),
      ['- /graph/nodes too_many'],
    ],
  ])('%s', (_, body, expected) => {
    expect(problems(body)).toEqual(expected);
  });
  it('five in one another are accepted', () => {
    expect(problems(nested(5))).toEqual([]);
  });
});
