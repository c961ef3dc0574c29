/** Shows what take-overs, diffs, filters and starts in the middle come to, as data. */
import type { Definition, Graph, Node } from '@upshot/definitions';
import { describe, expect, it } from 'vitest';
import { joinWithoutSplit } from './arm-around.ts';
import { diffVersions } from './diff-versions.ts';
import { narrowed } from './narrowed.ts';
import { planTakeOver } from './plan-take-over.ts';

const wait = (id: string, durationMs = 1): Node => ({
  kind: 'wait',
  id,
  until: { kind: 'duration', durationMs },
});
const end = (id: string): Node => ({ kind: 'end', id, status: 'completed', reason: 'done' });
const graph = (nodes: readonly Node[], ...edges: readonly (readonly [string, string, string])[]): Graph => ({
  start: nodes[0]?.id ?? null,
  nodes,
  edges: edges.map(([from, outcome, to]) => ({ from, outcome, to })),
});

describe('the plan of a take-over', () => {
  const NEW = graph([wait('v'), end('e')]);
  const stands = (nodeId: string, kind: string | null = 'wait') => ({ nodeId, kind });

  it('says per node how many runs stand there, where they go, and why some cannot', () => {
    const groups = [
      { version: 1, standing: [stands('w')], runs: 10 },
      { version: 1, standing: [stands('gone')], runs: 3 },
      { version: 2, standing: [stands('e', 'wait')], runs: 2 },
    ];
    expect(planTakeOver(groups, NEW, { w: 'v' })).toEqual({
      runs: 15,
      placed: 10,
      unplaced: 5,
      nodes: [
        { version: 1, nodeId: 'gone', kind: 'wait', runs: 3, to: 'gone', problem: 'node_missing' },
        { version: 1, nodeId: 'w', kind: 'wait', runs: 10, to: 'v', problem: null },
        { version: 2, nodeId: 'e', kind: 'wait', runs: 2, to: 'e', problem: 'other_kind' },
      ],
    });
  });
  it('counts a run on several arms once, and leaves it where one of them has no place', () => {
    const groups = [{ version: 1, standing: [stands('v'), stands('v'), stands('x')], runs: 4 }];
    const report = planTakeOver(groups, NEW, {});
    expect(report).toMatchObject({ runs: 4, placed: 0, unplaced: 4 });
    expect(report.nodes.map(({ nodeId, runs }) => [nodeId, runs])).toEqual([
      ['v', 4],
      ['x', 4],
    ]);
  });
  it('adds up groups that share a node', () => {
    const groups = [
      { version: 1, standing: [stands('v')], runs: 1 },
      { version: 1, standing: [stands('v'), stands('e', null)], runs: 2 },
    ];
    expect(planTakeOver(groups, NEW, {}).nodes).toMatchObject([
      { nodeId: 'e', runs: 2 },
      { nodeId: 'v', runs: 3 },
    ]);
  });
  it('is empty where no runs are', () => {
    expect(planTakeOver([], NEW, {})).toEqual({ runs: 0, placed: 0, unplaced: 0, nodes: [] });
  });
});

describe('the difference of two versions', () => {
  const version = (more: Partial<Definition>): Pick<Definition, 'name' | 'trigger' | 'graph'> => ({
    name: 'A',
    trigger: {
      module: 'leads',
      kind: 'created',
      name: 'created',
      criteria: { kind: 'all', of: [] },
      maxDepth: 0,
    },
    graph: graph([wait('a'), wait('b')], ['a', 'done', 'b']),
    ...more,
  });
  const NOTHING = {
    places: [],
    start: null,
    nodes: { added: [], removed: [], changed: [] },
    edges: { added: [], removed: [] },
  };

  it('is empty between equals, in whatever order their nodes are', () => {
    expect(diffVersions(version({}), version({}))).toEqual(NOTHING);
    const turned = { ...graph([wait('b'), wait('a')], ['a', 'done', 'b']), start: 'a' };
    expect(diffVersions(version({}), version({ graph: turned }))).toEqual(NOTHING);
  });
  it('names nodes that came, went and changed, the latter by pointers', () => {
    const other = graph([wait('a', 2), wait('c')], ['a', 'done', 'c']);
    expect(diffVersions(version({}), version({ graph: other }))).toEqual({
      ...NOTHING,
      nodes: {
        added: [wait('c')],
        removed: [wait('b')],
        changed: [{ id: 'a', from: wait('a'), to: wait('a', 2), places: ['/until/durationMs'] }],
      },
      edges: {
        added: [{ from: 'a', outcome: 'done', to: 'c' }],
        removed: [{ from: 'a', outcome: 'done', to: 'b' }],
      },
    });
  });
  it('names what changed outside the graph', () => {
    const trigger = { ...version({}).trigger, maxDepth: 3, module: 'deals' };
    expect(diffVersions(version({}), version({ name: 'B', trigger })).places).toEqual([
      '/name',
      '/trigger/module',
      '/trigger/maxDepth',
    ]);
  });
  it('tells a start that moved', () => {
    const moved = { ...version({}).graph, start: 'b' };
    expect(diffVersions(version({}), version({ graph: moved })).start).toEqual({ from: 'a', to: 'b' });
  });
  it('escapes what a pointer reads otherwise', () => {
    const acting = (config: Readonly<Record<string, string>>) =>
      graph([{ kind: 'action', id: 'x', action: 'webhook', config }]);
    const changed = diffVersions(
      version({ graph: acting({ 'a/b~': '1' }) }),
      version({ graph: acting({ 'a/b~': '2' }) }),
    ).nodes.changed;
    expect(changed[0]?.places).toEqual(['/config/a~1b~0']);
  });
});

describe('a filter', () => {
  it.each([
    ['pause', {}, { status: 'running' }],
    ['resume', { module: 'leads' }, { module: 'leads', status: 'paused' }],
    ['pause', { status: 'running' }, { status: 'running' }],
    ['pause', { status: 'paused' }, { status: 'paused', versions: [] }],
    ['cancel', { status: 'paused' }, { status: 'paused' }],
    ['take_over', {}, {}],
  ] as const)('of %s', (verb, filter, expected) => {
    expect(narrowed({ verb, filter })).toEqual(expected);
  });
});

describe('a start in the middle', () => {
  const SPLIT = graph(
    [
      wait('a'),
      { kind: 'parallel', id: 'p', arms: ['l', 'r'] },
      wait('l'),
      wait('r'),
      { kind: 'join', id: 'j', of: 'p', needs: 'all' },
      wait('z'),
    ],
    ['a', 'done', 'p'],
    ['p', 'l', 'l'],
    ['p', 'r', 'r'],
    ['l', 'done', 'j'],
    ['r', 'done', 'j'],
    ['j', 'done', 'z'],
  );
  it.each([
    ['before the split', 'a', null],
    ['at the split', 'p', null],
    ['on an arm', 'l', 'j'],
    ['at the join', 'j', 'j'],
    ['behind the join', 'z', null],
  ])('%s', (_name, nodeId, expected) => {
    expect(joinWithoutSplit(SPLIT, nodeId)).toBe(expected);
  });
  it('ends where the graph turns in a circle', () => {
    const circle = graph([wait('a'), wait('b')], ['a', 'done', 'b'], ['b', 'done', 'a']);
    expect(joinWithoutSplit(circle, 'a')).toBeNull();
  });
});
