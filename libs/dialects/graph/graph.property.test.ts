/** Sound graphs pass; each way to break one is refused by the code that is meant for it. */
import type { Edge, Graph, Node } from '@upshot/definitions';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validWorkflow } from '../workflows-api/testing.ts';
import { workflowsApi } from '../workflows-api/index.ts';
import { testContext } from '../testing/dialect-suite.ts';
import { testModules } from '../testing/modules.ts';
import { gatherProblems } from '../shared/report.ts';
import { checkGraph } from './index.ts';
import { soundGraph } from './testing.ts';

const modules = testModules();
const mapping = modules.modules.get('leads') ?? expect.unreachable();

function problemsOf(graph: Graph) {
  const { report, problems } = gatherProblems();
  const { schema } = mapping;
  const definitions = new Map([['other', { module: 'leads' }]]);
  checkGraph(graph, { modules, mapping, report, schema, definitionId: 'own', definitions });
  return problems;
}
const codesOf = (graph: Graph): readonly string[] => problemsOf(graph).map(({ code }) => code);

const hook = (id: string): Node => ({
  kind: 'action',
  id,
  action: 'webhook',
  config: { url: 'https://example.com/' },
});
const replaceNode = (graph: Graph, id: string, change: (node: Node) => Node): Graph => ({
  ...graph,
  nodes: graph.nodes.map((node) => (node.id === id ? change(node) : node)),
});
const withEdges = (graph: Graph, edges: readonly Edge[]): Graph => ({ ...graph, edges });
const nodesOf = <K extends Node['kind']>({ nodes }: Graph, kind: K) =>
  nodes.filter((node): node is Extract<Node, { kind: K }> => node.kind === kind);

/** Breaks a graph at a place; null where it has none of that kind. */
type Mutation = (graph: Graph, pick: <T>(list: readonly T[]) => T | undefined) => Graph | null;

const MUTATIONS: Readonly<Record<string, { readonly code: string; readonly mutate: Mutation }>> = {
  'an id twice': {
    code: 'duplicate',
    mutate: (graph, pick) => {
      const node = pick(graph.nodes);
      return node === undefined ? null : { ...graph, nodes: [...graph.nodes, hook(node.id)] };
    },
  },
  'a node taken out': {
    code: 'not_found',
    mutate: (graph, pick) => {
      const node = pick(graph.nodes);
      return node === undefined ? null : { ...graph, nodes: graph.nodes.filter((each) => each !== node) };
    },
  },
  'an edge to nowhere': {
    code: 'not_found',
    mutate: (graph, pick) => {
      const edge = pick(graph.edges);
      const bent = graph.edges.map((each) => (each === edge ? { ...each, to: 'gone' } : each));
      return edge === undefined ? null : withEdges(graph, bent);
    },
  },
  'an outcome that is none': {
    code: 'unknown_outcome',
    mutate: (graph, pick) => {
      const edge = pick(graph.edges);
      const bent = graph.edges.map((each) => (each === edge ? { ...each, outcome: 'perhaps' } : each));
      return edge === undefined ? null : withEdges(graph, bent);
    },
  },
  'an outcome with two edges': {
    code: 'duplicate',
    mutate: (graph, pick) => {
      const edge = pick(graph.edges);
      return edge === undefined ? null : withEdges(graph, [...graph.edges, edge]);
    },
  },
  'an island': {
    code: 'unreachable',
    mutate: (graph) => (graph.start === null ? null : { ...graph, nodes: [...graph.nodes, hook('island')] }),
  },
  'a circle that never rests': {
    code: 'cycle',
    mutate: (graph, pick) => {
      const from = pick([...nodesOf(graph, 'action'), ...nodesOf(graph, 'wait')]);
      if (from === undefined) return null;
      const outcome = from.kind === 'wait' ? 'stale' : 'unknown_outcome';
      const circle = [
        { from: from.id, outcome, to: 'x' },
        { from: 'x', outcome: 'done', to: 'y' },
        { from: 'y', outcome: 'done', to: 'x' },
      ];
      return { ...graph, nodes: [...graph.nodes, hook('x'), hook('y')], edges: [...graph.edges, ...circle] };
    },
  },
  'a loop without a body': {
    code: 'loop_open',
    mutate: (graph, pick) => {
      const loop = pick(nodesOf(graph, 'loop'));
      if (loop === undefined) return null;
      return withEdges(
        graph,
        graph.edges.filter(({ from, outcome }) => from !== loop.id || outcome !== 'again'),
      );
    },
  },
  'a loop whose body does not come back': {
    code: 'loop_open',
    mutate: (graph, pick) => {
      const loop = pick(nodesOf(graph, 'loop'));
      const again = graph.edges.find(({ from, outcome }) => from === loop?.id && outcome === 'again');
      if (again === undefined) return null;
      const nodes: readonly Node[] = [
        ...graph.nodes,
        { kind: 'end', id: 'x', status: 'completed', reason: 'x' },
      ];
      return {
        ...graph,
        nodes,
        edges: graph.edges.map((each) => (each === again ? { ...each, to: 'x' } : each)),
      };
    },
  },
  'a join of nothing': {
    code: 'not_found',
    mutate: (graph, pick) => {
      const join = pick(nodesOf(graph, 'join'));
      return join === undefined ? null : replaceNode(graph, join.id, (node) => ({ ...node, of: join.id }));
    },
  },
  'a way around a split': {
    code: 'join_outside',
    mutate: (graph, pick) => {
      const join = pick(nodesOf(graph, 'join'));
      if (join === undefined || graph.start === null) return null;
      const edges = [
        ...graph.edges,
        { from: 'x', outcome: 'done', to: graph.start },
        { from: 'x', outcome: 'failed', to: join.id },
      ];
      return { start: 'x', nodes: [...graph.nodes, hook('x')], edges };
    },
  },
  'a split of which two nodes join the arms': {
    code: 'duplicate',
    mutate: (graph, pick) => {
      const join = pick(nodesOf(graph, 'join'));
      return join === undefined ? null : { ...graph, nodes: [...graph.nodes, { ...join, id: 'x' }] };
    },
  },
  'an arm that comes to the join of another split': {
    code: 'join_incomplete',
    mutate: (graph, pick) => {
      const join = pick(nodesOf(graph, 'join'));
      if (join === undefined || graph.start === null) return null;
      const edges = [
        ...graph.edges.map((each) => (each.from === join.id ? { ...each, from: 'ignored' } : each)),
        { from: 'x', outcome: 'l', to: graph.start },
        { from: 'x', outcome: 'r', to: 'j' },
      ].filter(({ from }) => from !== 'ignored');
      const around: readonly Node[] = [
        { kind: 'parallel', id: 'x', arms: ['l', 'r'] },
        { kind: 'join', id: 'j', of: 'x', needs: 'all' },
      ];
      const astray = edges.map((each) => (each.to === join.id ? { ...each, to: 'j' } : each));
      return { start: 'x', nodes: [...graph.nodes, ...around], edges: astray };
    },
  },
  'an arm that asks again': {
    code: 'never_taken',
    mutate: (graph, pick) => {
      const branch = pick(nodesOf(graph, 'branch'));
      if (branch === undefined) return null;
      return replaceNode(graph, branch.id, () => ({ ...branch, arms: [...branch.arms, ...branch.arms] }));
    },
  },
  'a step of no node': {
    code: 'unknown_node',
    mutate: (graph, pick) => {
      const set = pick(nodesOf(graph, 'set'));
      const variables = { x: { from: 'steps.gone.outcome' } };
      return set === undefined ? null : replaceNode(graph, set.id, () => ({ ...set, variables }));
    },
  },
  'a definition that starts itself': {
    code: 'cycle',
    mutate: (graph, pick) => {
      const sub = pick(nodesOf(graph, 'sub_workflow'));
      return sub === undefined ? null : replaceNode(graph, sub.id, () => ({ ...sub, definitionId: 'own' }));
    },
  },
};

describe('a sound graph', () => {
  it('passes every check', () => {
    fc.assert(
      fc.property(soundGraph, (graph) => {
        expect(problemsOf(graph)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
  it.each(Object.entries(MUTATIONS))('is refused with %s', (_, { code, mutate }) => {
    let broken = 0;
    fc.assert(
      fc.property(soundGraph, fc.nat(), (graph, seed) => {
        const mutated = mutate(graph, (list) => list[seed % list.length]);
        if (mutated === null) return;
        broken += 1;
        expect(codesOf(mutated)).toContain(code);
      }),
      { numRuns: 100 },
    );
    expect(broken).toBeGreaterThan(0);
  });
});

describe('what the Workflows API makes of a list', () => {
  it('passes every check', () => {
    fc.assert(
      fc.property(validWorkflow, (body) => {
        const parsed = workflowsApi.parse(body, testContext());
        if (parsed.ok) expect(problemsOf(parsed.value.graph)).toEqual([]);
      }),
    );
  });
});
