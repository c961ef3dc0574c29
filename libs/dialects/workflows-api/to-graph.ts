/** Turns a forest of actions into a graph: a list is a chain, and the arms of a branch meet again behind it. */
import type { Edge, Graph, Node } from '@upshot/definitions';
import { UpshotError } from '@upshot/errors';
import type { PlacedAction } from './action-tree.ts';

/** A chain's first node (or where the run goes on when it is empty) and its edges. */
interface Chain {
  readonly first: string | null;
  readonly edges: readonly Edge[];
}

/** The graph of `actions`, which are sorted and without problems. */
export function toGraph(actions: readonly PlacedAction[]): Graph {
  const { first, edges } = chain(childrenOf(actions, null, null), null, actions);
  return { start: first, nodes: actions.map(toNode), edges };
}

/** Links `links` one after the other; `next` is where the run goes on behind the last. */
function chain(links: readonly PlacedAction[], next: string | null, all: readonly PlacedAction[]): Chain {
  return links.reduceRight<Chain>(
    (behind, link) => ({ first: link.id, edges: [...leave(link, behind.first, all), ...behind.edges] }),
    { first: next, edges: [] },
  );
}

function leave(link: PlacedAction, next: string | null, all: readonly PlacedAction[]): readonly Edge[] {
  if (link.actionType !== 'branch') return edge(link.id, 'done', next);
  return (['yes', 'no'] as const).flatMap((arm) => {
    const { first, edges } = chain(childrenOf(all, link.id, arm), next, all);
    return [...edge(link.id, arm, first), ...edges];
  });
}

function childrenOf(
  all: readonly PlacedAction[],
  parentId: string | null,
  arm: PlacedAction['arm'],
): readonly PlacedAction[] {
  return all.filter((each) => each.parentId === parentId && each.arm === arm);
}

function edge(from: string, outcome: Edge['outcome'], to: string | null): readonly Edge[] {
  return to === null ? [] : [{ from, outcome, to }];
}

function toNode({ id, body }: PlacedAction): Node {
  if (body === null) throw new UpshotError('internal', 'an action with problems has no node');
  return { id, ...body };
}
