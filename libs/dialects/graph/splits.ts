/** What lies inside each split: between a parallel node and the join of its arms. */
import type { JoinNode, ParallelNode } from '@upshot/definitions';
import { behind, reach } from './reach.ts';
import type { Subject } from './subject.ts';

export interface Split {
  readonly node: ParallelNode;
  /** The first join that says it is of this split. */
  readonly join: JoinNode | null;
  /** What its arms come to before the join; the join itself is not inside. */
  readonly inside: ReadonlySet<string>;
}

/** Every split of the graph. */
export function splitsOf(subject: Subject): readonly Split[] {
  const { nodes } = subject.graph;
  const joins = nodes.filter((each) => each.kind === 'join');
  return nodes
    .filter((each) => each.kind === 'parallel')
    .map((node) => {
      const join = joins.find(({ of }) => of === node.id) ?? null;
      const arms = behind(node.id, subject).filter((id) => id !== join?.id);
      return { node, join, inside: reach(arms, subject, ({ to }) => to !== join?.id) };
    });
}
