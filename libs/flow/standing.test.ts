/** Shows where runs stand, and that a take-over moves those that have a place and leaves the others as they are. */
import type { Graph, Node } from '@upshot/definitions';
import { describe, expect, it } from 'vitest';
import { standingOf, unplaced, type Command, type RunState } from './index.ts';
import { action, chain, Scenario, wait } from './testing/scenario.ts';

const DAY = 86_400_000;
const ACT = { by: 'key-1', reason: 'a better text' };
const scenario = () => new Scenario(() => 'match');
const takeOver = (graph: Graph, nodes: Readonly<Record<string, string>> = {}, version = 2): Command => ({
  type: 'take-over',
  version,
  graph,
  nodes,
  act: ACT,
});
const stateOf = ({ state }: Scenario): RunState => {
  expect(state).not.toBeNull();
  return state ?? expect.fail('no state');
};

const split: Node = { kind: 'parallel', id: 'p', arms: ['l', 'r'] };
const join: Node = { kind: 'join', id: 'j', of: 'p', needs: 'all' };
const PARALLEL: Graph = {
  start: 'p',
  nodes: [split, action('a'), wait('w', DAY), join],
  edges: [
    { from: 'p', outcome: 'l', to: 'a' },
    { from: 'p', outcome: 'r', to: 'w' },
    { from: 'a', outcome: 'done', to: 'j' },
    { from: 'w', outcome: 'done', to: 'j' },
  ],
};

describe('where a run stands', () => {
  it('is its open step', () => {
    const run = scenario();
    run.start(chain(wait('w', DAY), action('a')));
    expect(standingOf(stateOf(run))).toEqual([{ nodeId: 'w', kind: 'wait' }]);
  });
  it('is its split, its arms, and the join that one of them has reached', () => {
    const run = scenario();
    run.start(PARALLEL);
    run.report('succeeded');
    expect(standingOf(stateOf(run))).toEqual([
      { nodeId: 'w', kind: 'wait' },
      { nodeId: 'p', kind: 'parallel' },
      { nodeId: 'j', kind: 'join' },
    ]);
  });
  it('is the node before which a paused run is held', () => {
    const run = scenario();
    run.start(chain(wait('w', DAY), action('a')));
    run.tell({ type: 'pause', act: ACT });
    run.fire();
    expect(standingOf(stateOf(run))).toEqual([{ nodeId: 'a', kind: null }]);
  });
  it('is nowhere once it is over', () => {
    const run = scenario();
    run.start(chain());
    expect(standingOf(stateOf(run))).toEqual([]);
  });
});

describe('what has no place', () => {
  it.each([
    ['the same node', [wait('w', 1)], {}, []],
    ['another that takes its place', [wait('x', 1)], { w: 'x' }, []],
    ['nothing', [], {}, [{ nodeId: 'w', problem: 'node_missing' }]],
    [
      'a mapping to what is not there',
      [wait('w', 1)],
      { w: 'y' },
      [{ nodeId: 'w', problem: 'node_missing' }],
    ],
    ['another kind', [action('w')], {}, [{ nodeId: 'w', problem: 'other_kind' }]],
  ])('%s', (_name, nodes, mapping, expected) => {
    expect(unplaced([{ nodeId: 'w', kind: 'wait' }], { nodes }, mapping)).toEqual(expected);
  });
  it('is nothing where any kind will do', () => {
    expect(unplaced([{ nodeId: 'a', kind: null }], { nodes: [wait('a', 1)] }, {})).toEqual([]);
  });
  it('is not looked for in what every object has', () => {
    expect(unplaced([{ nodeId: 'constructor', kind: null }], { nodes: [action('constructor')] }, {})).toEqual(
      [],
    );
  });
});

describe('a take-over', () => {
  it('keeps the remaining time of a wait: no timer is set or cancelled, and the one there wakes the new node', () => {
    const run = scenario();
    run.start(chain(wait('w', DAY), action('a')));
    const before = run.openStep;
    const taken = run.tell(takeOver(chain(wait('v', 5 * DAY), action('b')), { w: 'v' }));
    expect([taken.timers, taken.cancels, taken.effects]).toEqual([[], [], []]);
    expect(run.openStep).toEqual({ ...before, nodeId: 'v' });
    expect(stateOf(run).version).toBe(2);
    expect(run.fire().effects.map(({ nodeId }) => nodeId)).toEqual(['b']);
  });
  it.each([
    ['a node that is missing', chain(action('other')), {}, 2],
    ['a node of another kind', chain(action('w')), {}, 2],
    ['a version that is not newer', chain(wait('w', DAY)), {}, 1],
  ])('leaves a run as it is for %s', (_name, graph, nodes, version) => {
    const run = scenario();
    run.start(chain(wait('w', DAY), action('a')));
    const before = stateOf(run);
    expect(run.tell(takeOver(graph, nodes, version)).events).toEqual([]);
    expect(stateOf(run)).toEqual(before);
  });
  it('that comes again is a no-op', () => {
    const run = scenario();
    run.start(chain(wait('w', DAY)));
    const command = takeOver(chain(wait('w', DAY)));
    expect(run.tell(command).events.length).toBe(1);
    expect(run.tell(command).events).toEqual([]);
  });
  it('does not let a join be lost at which an arm has arrived', () => {
    const run = scenario();
    run.start(PARALLEL);
    run.report('succeeded');
    const without = { ...PARALLEL, nodes: [split, action('a'), wait('w', DAY)] };
    expect(run.tell(takeOver(without)).events).toEqual([]);
    const renamed = {
      ...PARALLEL,
      nodes: [split, action('a'), wait('w', DAY), { ...join, id: 'k' }],
      edges: PARALLEL.edges.map((edge) => (edge.to === 'j' ? { ...edge, to: 'k' } : edge)),
    };
    expect(run.tell(takeOver(renamed, { j: 'k' })).events.length).toBe(1);
    run.fire();
    expect(run.story().at(-1)).toBe('run-finished:completed:end_of_graph');
  });
  it('moves a paused run too, which goes on in the new version when it is resumed', () => {
    const run = scenario();
    run.start(chain(wait('w', DAY), action('a')));
    run.tell({ type: 'pause', act: ACT });
    run.fire();
    run.tell(takeOver(chain(action('b')), { a: 'b' }));
    expect(run.tell({ type: 'resume', act: ACT }).effects.map(({ nodeId }) => nodeId)).toEqual(['b']);
  });
});
