/** Random graphs of splits within splits: arms that join, end elsewhere, or go straight to an outer join. */
import type { Edge, Graph, Node } from '@upshot/definitions';
import fc from 'fast-check';

type Leads = 'join' | 'nowhere' | 'outward';
interface Arm {
  readonly plan: Plan;
  readonly leads: Leads;
}
type Plan =
  | { readonly kind: 'leaf'; readonly leaf: number }
  | { readonly kind: 'row'; readonly of: readonly Plan[] }
  | { readonly kind: 'split'; readonly needs: 'all' | 'any'; readonly arms: readonly Arm[] };

const { plan } = fc.letrec<{ plan: Plan; leaf: Plan; row: Plan; split: Plan }>((tie) => ({
  plan: fc.oneof({ maxDepth: 4, depthSize: 'medium' }, tie('leaf'), tie('split'), tie('row')),
  leaf: fc.record({ kind: fc.constant('leaf'), leaf: fc.nat(2) }),
  row: fc.record({ kind: fc.constant('row'), of: fc.array(tie('plan'), { minLength: 1, maxLength: 3 }) }),
  split: fc.record({
    kind: fc.constant('split'),
    needs: fc.constantFrom('all', 'any'),
    arms: fc.array(
      fc.record({
        plan: tie('plan'),
        leads: fc.constantFrom('join', 'join', 'join', 'nowhere', 'outward'),
      }),
      { minLength: 2, maxLength: 3 },
    ),
  }),
}));

const LEAVES = [
  (id: string): Node => ({ kind: 'action', id, action: 'webhook', config: {} }),
  (id: string): Node => ({ kind: 'wait', id, until: { kind: 'duration', durationMs: 1_000 } }),
  (id: string): Node => ({ kind: 'set', id, variables: { x: { value: id } } }),
] as const;

/** Lays a plan out from its end: `next` is where it leads, `outer` the join of the split around it. */
class Layout {
  readonly nodes: Node[] = [];
  readonly edges: Edge[] = [];

  /** The id of the plan's first node. */
  lay(part: Plan, next: string | null, outer: string | null): string | null {
    if (part.kind === 'row') return part.of.reduceRight((to, each) => this.lay(each, to, outer), next);
    if (part.kind === 'leaf') return this.#leaf(part.leaf, next);
    return this.#split(part, next, outer);
  }

  #leaf(leaf: number, next: string | null): string {
    const id = this.#add(LEAVES[leaf] ?? LEAVES[0]);
    this.#lead(id, 'done', next);
    return id;
  }

  #split(
    { needs, arms }: Extract<Plan, { kind: 'split' }>,
    next: string | null,
    outer: string | null,
  ): string {
    const names = arms.map((_arm, index) => `arm${String(index)}`);
    const id = this.#add((own) => ({ kind: 'parallel', id: own, arms: names }));
    const join = this.#add((own) => ({ kind: 'join', id: own, of: id, needs }));
    this.#lead(join, 'done', next);
    for (const [index, arm] of arms.entries()) {
      const to = { join, nowhere: null, outward: outer }[arm.leads];
      this.#lead(id, names[index] ?? '', this.lay(arm.plan, to, join));
    }
    return id;
  }

  #add(make: (id: string) => Node): string {
    const id = `n${String(this.nodes.length)}`;
    this.nodes.push(make(id));
    return id;
  }

  #lead(from: string, outcome: string, to: string | null): void {
    if (to !== null) this.edges.push({ from, outcome, to });
  }
}

export const nestedGraph: fc.Arbitrary<Graph> = plan.map((whole) => {
  const layout = new Layout();
  const start = layout.lay({ kind: 'row', of: [whole, { kind: 'leaf', leaf: 0 }] }, null, null);
  return { start, nodes: layout.nodes, edges: layout.edges };
});
