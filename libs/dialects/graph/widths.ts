/** How many tokens a run may have open at once at most: an upper bound, from the graph alone. */
import { behind } from './reach.ts';
import { splitsOf, type Split } from './splits.ts';
import type { Subject } from './subject.ts';

/**
 * One token takes one way: of what it can come to the widest counts, so that circles change nothing. At a split it stands for all the
 * arms, which add up, until these are over; then it goes on behind the join. An arm that is over at once counts as one: thus there are
 * always more tokens than open splits. Of a graph with a split inside itself, which another check refuses, nothing is promised.
 */
export class Widths {
  readonly #subject: Pick<Subject, 'graph' | 'leaving' | 'byId'>;
  readonly #splits: ReadonlyMap<string, Split>;
  readonly #known = new Map<string, number>();

  constructor(subject: Subject) {
    this.#subject = subject;
    this.#splits = new Map(splitsOf(subject).map((split) => [split.node.id, split]));
  }

  get splits(): readonly Split[] {
    return [...this.#splits.values()];
  }

  /** What one token that comes to the nodes `starts` may stand for, until it is at a join or the run is over. */
  from(starts: readonly string[]): number {
    return this.#met(starts).reduce((widest, split) => Math.max(widest, this.of(split)), 1);
  }

  /** What a token at `split` stands for. */
  of({ node }: Split): number {
    const known = this.#known.get(node.id);
    if (known !== undefined) return known;
    this.#known.set(node.id, node.arms.length);
    const width = node.arms.reduce((sum, arm) => sum + this.from(this.#along(node.id, arm)), 0);
    this.#known.set(node.id, width);
    return width;
  }

  /** The splits that arms of `split` come to, without those inside these. */
  within({ node }: Split): readonly Split[] {
    return this.#met(behind(node.id, this.#subject));
  }

  /** The splits that one token can come to: it passes each as a whole, and ends at the join of one around it. */
  #met(starts: readonly string[]): readonly Split[] {
    const passed = new Set(starts);
    for (const id of passed) for (const next of this.#next(id)) passed.add(next);
    return [...passed].flatMap((id) => this.#splits.get(id) ?? []);
  }

  #next(id: string): readonly string[] {
    const split = this.#splits.get(id);
    if (split !== undefined) return split.join === null ? [] : behind(split.join.id, this.#subject);
    return this.#subject.byId.get(id)?.kind === 'join' ? [] : behind(id, this.#subject);
  }

  #along(id: string, arm: string): readonly string[] {
    return this.#subject.leaving(id).flatMap(({ outcome, to }) => (outcome === arm ? [to] : []));
  }
}
