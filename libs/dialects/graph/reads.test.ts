/** What a run that begins somewhere reads of what came before. */
import { graphSchema } from '@upshot/definitions';
import { describe, expect, it } from 'vitest';
import { readFromBefore } from './reads.ts';
import { branch, event, graph, hook, is, loop, OPENED, set, sub, task } from './testing-bodies.ts';

const says = (id: string, text: string) => hook(id, { config: { url: 'https://example.com/', body: text } });
const read = ({ graph: drawn }: ReturnType<typeof graph>, start = drawn.start) =>
  readFromBefore(graphSchema.parse(drawn), start).map(({ node, of, name }) => `${node} ${of}.${name}`);

describe('what is read from before', () => {
  it.each<[string, ReturnType<typeof graph>, readonly string[]]>([
    ['nothing of what reads nothing', graph([hook('a')]), []],
    ['nothing of the record', graph([says('a', '{{trigger.name}} {{record.stage}}')]), []],
    [
      'a variable in a template, once',
      graph([says('a', '{{variables.plan}} {{variables.plan.name}}')]),
      ['a variables.plan'],
    ],
    ['a step in a template', graph([says('a', '{{steps.gone.output.id}}')]), ['a steps.gone']],
    ['nothing by a computed name', graph([says('a', '{{variables[trigger.name]}}')]), []],
    ['nothing of what is no template', graph([says('a', 'variables.x {{')]), []],
    [
      'what a task says and to whom it goes',
      graph([
        task('t', {
          title: '{{variables.a}}',
          description: '{{variables.b}}',
          assignment: { to: 'user', id: '{{variables.c}}' },
          deadlineMs: 9_000,
          escalation: { afterMs: 1_000, assignment: { to: 'user', id: '{{variables.d}}' } },
        }),
      ]),
      ['t variables.a', 't variables.b', 't variables.c', 't variables.d'],
    ],
    [
      'what branches, loops and events ask, however deep',
      graph(
        [
          branch('b', { kind: 'not', of: is('$variables.x') }, is('$steps.gone.outcome')),
          loop('l', { while: is('$variables.y') }),
          event('e', OPENED, { criteria: is('$variables.z') }),
        ],
        'b a0 l',
        'l again e',
      ),
      ['b variables.x', 'b steps.gone', 'l variables.y', 'e variables.z'],
    ],
    [
      'what variables are set from',
      graph([
        sub('s', 'known', {
          variables: { a: { from: 'variables.x' }, b: { value: 1 }, c: { from: 'record.y' } },
        }),
      ]),
      ['s variables.x'],
    ],
  ])('is %s', (_, body, expected) => {
    expect(read(body)).toEqual(expected);
  });

  const long = graph(
    [
      set('first', 'record.stage'),
      says('ask', '{{variables.x}}'),
      says('tell', '{{variables.x}} {{steps.ask.output.id}}'),
    ],
    'first done ask',
    'ask done tell',
    'tell failed ask',
  );
  it('is what nothing says from the start on: all of it, the less comes behind', () => {
    expect(read(long)).toEqual([]);
    expect(read(long, 'ask')).toEqual(['ask variables.x', 'tell variables.x']);
    const straight = { ...long, graph: { ...long.graph, edges: long.graph.edges.slice(0, 2) } };
    expect(read(straight, 'tell')).toEqual(['tell variables.x', 'tell steps.ask']);
  });
  it('is nothing of a graph without a start, and of nodes that cannot be come to', () => {
    expect(readFromBefore({ start: null, nodes: [], edges: [] }, null)).toEqual([]);
    expect(read(graph([hook('a'), says('b', '{{variables.x}}')]))).toEqual([]);
  });
});
