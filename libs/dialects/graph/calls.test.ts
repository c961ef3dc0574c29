/** Which definitions a graph starts before it rests, and the circles of them that are refused. */
import { native } from '../native/index.ts';
import { graphSchema } from '@upshot/definitions';
import { describe, expect, it } from 'vitest';
import { stored, testContext } from '../testing/dialect-suite.ts';
import { callsAtOnce } from './calls.ts';
import type { KnownDefinition } from './known-definition.ts';
import {
  branch,
  duration,
  event,
  graph,
  hook,
  is,
  join,
  loop,
  OPENED,
  problems,
  split,
  sub,
  task,
  wait,
} from './testing-bodies.ts';

const LONG = duration(60_000);
const calls = ({ graph: drawn }: ReturnType<typeof graph>) => callsAtOnce(graphSchema.parse(drawn));

describe('what a graph starts before it rests', () => {
  it.each<[string, ReturnType<typeof graph>, readonly string[]]>([
    ['nothing where there is nothing', graph([]), []],
    ['what it begins with, awaited or not', graph([sub('a', 'x')]), ['x']],
    ['behind an action', graph([hook('h'), sub('a', 'x', { awaits: false })], 'h done a'), ['x']],
    [
      'behind another sub-workflow, each once',
      graph([sub('a', 'x'), sub('b', 'y'), sub('c', 'x')], 'a completed b', 'b completed c'),
      ['x', 'y'],
    ],
    ['none behind a wait', graph([wait('w', LONG), sub('a', 'x')], 'w done a'), []],
    ['behind a wait that is no rest', graph([wait('w', duration(59_999)), sub('a', 'x')], 'w done a'), ['x']],
    ['none behind an event', graph([event('e', OPENED), sub('a', 'x')], 'e happened a'), []],
    ['none behind a person', graph([task('t'), sub('a', 'x')], 't yes a'), []],
    [
      'around a wait',
      graph([branch('b', is('stage')), wait('w', LONG), sub('a', 'x')], 'b a0 w', 'w done a', 'b else a'),
      ['x'],
    ],
    [
      'in a counted circle: a count of turns is none of runs',
      graph([loop('l'), sub('a', 'x')], 'l again a', 'a completed l'),
      ['x'],
    ],
    [
      'behind a join of which one arm did not wait',
      graph(
        [split('s', 'l', 'r'), wait('w', LONG), join('j', 's'), sub('a', 'x')],
        's l w',
        'w done j',
        's r j',
        'j done a',
      ),
      ['x'],
    ],
  ])('%s', (_, body, expected) => {
    expect(calls(body)).toEqual(expected);
  });
});

describe('a circle of definitions', () => {
  const OWN = 'd-1';
  const first = native.parse(graph([]), testContext());
  const existing = stored(first.ok ? first.value : expect.unreachable());
  const given = (known: Readonly<Record<string, readonly string[]>>) => ({
    ...testContext(existing),
    definitions: new Map<string, KnownDefinition>(
      Object.entries(known).map(([id, at]) => [id, { module: 'leads', calls: at }]),
    ),
  });
  const told = (body: object, known: Readonly<Record<string, readonly string[]>>) => {
    const parsed = native.parse(body, given(known));
    return parsed.ok
      ? []
      : parsed.error.map(({ node, code, message }) => `${node ?? '-'} ${code} ${message}`);
  };

  it('is refused by its node, and named by the ids of its definitions', () => {
    expect(problems(graph([hook('h'), sub('a', 'x')], 'h done a'), given({ x: [OWN] }))).toEqual([
      'a /graph/nodes/1/definitionId cycle',
    ]);
    expect(told(graph([sub('a', 'x')]), { x: ['y', 'z'], y: [], z: [OWN] })).toEqual([
      'a cycle comes back to this definition, and nothing on the way rests for a minute: d-1, x, z, d-1',
    ]);
  });
  it('is told of each node that begins one, by the shortest way', () => {
    const known = { x: ['y'], y: [OWN], z: ['y', OWN] };
    expect(told(graph([sub('a', 'x'), sub('b', 'z')], 'a completed b'), known)).toEqual([
      expect.stringContaining(': d-1, x, y, d-1'),
      expect.stringContaining(': d-1, z, d-1'),
    ]);
  });
  it('is let be where a rest is on the way, or it goes round elsewhere', () => {
    expect(told(graph([wait('w', LONG), sub('a', 'x')], 'w done a'), { x: [OWN] })).toEqual([]);
    expect(told(graph([sub('a', 'x')]), { x: ['y'], y: ['x'] })).toEqual([]);
    expect(told(graph([sub('a', 'x')]), { x: ['gone'] })).toEqual([]);
  });
  it('of the definition alone is refused with a rest too: a circle in its graph says the same', () => {
    expect(told(graph([wait('w', LONG), sub('a', OWN)], 'w done a'), {})).toEqual([
      'a cycle is the definition itself',
    ]);
  });
});
