/** Walks graphs beside the lists that they come from: both must do the same actions in the same order. */
import type { Edge, Graph } from '@upshot/definitions';
import { UpshotError } from '@upshot/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJsonList, isJsonObject, type JsonObject } from '../shared/json.ts';
import { testContext } from '../testing/dialect-suite.ts';
import { workflowsApi } from './index.ts';
import { validWorkflow } from './testing.ts';

type Choice = (branchId: string) => 'yes' | 'no';

/** The ids in the order in which a run comes by them. */
function walk({ start, nodes, edges }: Graph, choose: Choice): readonly string[] {
  const kinds = new Map(nodes.map(({ id, kind }) => [id, kind]));
  const visited: string[] = [];
  for (let at = start; at !== null;) {
    visited.push(at);
    const outcome: Edge['outcome'] = kinds.get(at) === 'branch' ? choose(at) : 'done';
    at = edges.find(({ from, outcome: on }) => from === visited.at(-1) && on === outcome)?.to ?? null;
  }
  return visited;
}

const idOf = ({ id }: JsonObject): string => (typeof id === 'string' ? id : '');

/** The same, as the reference's product goes about it: a list, and inside a branch the list of one arm. */
function carryOut(actions: readonly JsonObject[], choose: Choice): readonly string[] {
  const level = (parent: unknown, arm: unknown): readonly string[] =>
    actions
      .filter((each) => each['parentActionId'] === parent && each['branch'] === arm)
      .flatMap((each) => {
        const id = idOf(each);
        return each['actionType'] === 'branch' ? [id, ...level(id, choose(id))] : [id];
      });
  return level(null, null);
}

function parsed(body: JsonObject) {
  const result = workflowsApi.parse(body, testContext());
  if (!result.ok) throw new UpshotError('definition_invalid', 'a workflow that must be accepted');
  const { graph, source } = result.value;
  return { graph, actions: isJsonList(source['actions']) ? source['actions'].filter(isJsonObject) : [] };
}

const chooseBy =
  (seed: number): Choice =>
  (id) =>
    (Number(id.replace('id-', '')) * 7 + seed) % 3 === 0 ? 'no' : 'yes';

describe('a graph', () => {
  it('does what its list of actions says, whichever arms are taken', () => {
    fc.assert(
      fc.property(validWorkflow, fc.nat(20), (body, seed) => {
        const { graph, actions } = parsed(body);
        expect(walk(graph, chooseBy(seed))).toEqual(carryOut(actions, chooseBy(seed)));
      }),
    );
  });
  it('has a node for each action, and no edge that leads nowhere or twice from one outcome', () => {
    fc.assert(
      fc.property(validWorkflow, (body) => {
        const { graph, actions } = parsed(body);
        const ids = graph.nodes.map(({ id }) => id);
        expect(ids.toSorted()).toEqual(actions.map((each) => idOf(each)).toSorted());
        expect(graph.edges.every(({ from, to }) => ids.includes(from) && ids.includes(to))).toBe(true);
        const outcomes = graph.edges.map(({ from, outcome }) => `${from} ${outcome}`);
        expect(new Set(outcomes).size).toBe(outcomes.length);
      }),
    );
  });
  it('ends, whichever arms are taken', () => {
    fc.assert(
      fc.property(validWorkflow, fc.nat(20), (body, seed) => {
        const { graph } = parsed(body);
        expect(walk(graph, chooseBy(seed)).length).toBeLessThanOrEqual(graph.nodes.length);
      }),
    );
  });
});
