/** Where a walk can come to. */
import type { Edge } from '@upshot/definitions';
import type { Subject } from './subject.ts';

/** Which edges a walk may take; left out: all. */
export type Passable = (edge: Edge) => boolean;

/** Every node that can be come to from `starts`, these included, over edges that are passable. */
export function reach(
  starts: readonly string[],
  { leaving }: Pick<Subject, 'leaving'>,
  passable: Passable = () => true,
): ReadonlySet<string> {
  const reached = new Set(starts);
  for (const id of reached) for (const edge of leaving(id)) if (passable(edge)) reached.add(edge.to);
  return reached;
}

/** The nodes behind `id`: those that its edges lead to. */
export const behind = (id: string, { leaving }: Pick<Subject, 'leaving'>): readonly string[] =>
  leaving(id).map(({ to }) => to);
