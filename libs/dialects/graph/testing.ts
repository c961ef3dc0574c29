/** Draws sound graphs of every node kind: programs of statements, compiled into nodes and edges. */
import type { Edge, Graph, Node } from '@upshot/definitions';
import type { Criteria } from '@upshot/rules';
import fc from 'fast-check';

/** What stands in a program; blocks stand in one another. */
type Statement =
  | { readonly kind: 'leaf'; readonly node: Leaf; readonly outcomes: readonly string[] }
  | { readonly kind: 'branch'; readonly arms: readonly Block[] }
  | { readonly kind: 'split'; readonly first: Block; readonly arms: readonly Block[]; readonly needs: Needs }
  | { readonly kind: 'loop'; readonly most: number; readonly body: Block };
interface Block {
  readonly statements: readonly Statement[];
  /** Ends the run behind its statements. */
  readonly ends: boolean;
}
type Needs = 'all' | 'any';
type WithoutId<N> = N extends unknown ? Omit<N, 'id'> : never;
type Leaf = WithoutId<Extract<Node, { kind: LeafKind }>>;
type LeafKind = 'action' | 'wait' | 'set' | 'task' | 'wait_for_event' | 'sub_workflow';

const leaf = (node: Leaf, ...outcomes: readonly string[]): Statement => ({ kind: 'leaf', node, outcomes });

const LEAVES: readonly Statement[] = [
  leaf({ kind: 'action', action: 'webhook', config: { url: 'https://example.com/hook' } }, 'done'),
  leaf({ kind: 'action', action: 'add_tag', config: { tag: 'hot' } }, 'succeeded', 'skipped', 'failed'),
  leaf({ kind: 'wait', until: { kind: 'duration', durationMs: 5 } }, 'done'),
  leaf({ kind: 'wait', until: { kind: 'offset', offset: { amount: 2, unit: 'business_days' } } }, 'done'),
  leaf(
    {
      kind: 'wait',
      until: { kind: 'date', field: 'due_date', offset: { amount: -1, unit: 'days' }, timeOfDay: '09:00' },
      recheck: true,
    },
    'done',
    'no_date',
  ),
  leaf({ kind: 'wait', until: { kind: 'time_of_day', timeOfDay: '08:30', zone: 'owner' } }, 'done'),
  leaf(
    {
      kind: 'set',
      variables: { big: { value: true }, who: { from: 'record.owner_id' }, again: { from: 'variables.big' } },
    },
    'done',
  ),
  leaf(
    {
      kind: 'task',
      title: 'Call {{trigger.name}}',
      assignment: { to: 'queue', id: 'sales' },
      form: [{ name: 'mood', label: 'Mood', type: 'choice', required: true, choices: ['good', 'bad'] }],
      decisions: ['approved', 'rejected'],
      deadlineMs: 7_200_000,
      reminderMs: 3_600_000,
    },
    'approved',
    'expired',
  ),
  leaf(
    { kind: 'wait_for_event', event: { kind: 'activity', type: 'replied' }, timeoutMs: 60_000 },
    'happened',
    'timeout',
  ),
  leaf({ kind: 'wait_for_event', event: { kind: 'change', change: 'stage_changed' } }, 'happened'),
  leaf({ kind: 'sub_workflow', definitionId: 'other', awaits: true, variables: {} }, 'completed', 'failed'),
  leaf({ kind: 'sub_workflow', definitionId: 'other', awaits: false, variables: {} }, 'started'),
];

const { block } = fc.letrec<{ block: Block; statement: Statement }>((tie) => {
  const blockOf = (minLength: number) =>
    fc.record({
      statements: fc.array(tie('statement'), { minLength, maxLength: 3 }),
      ends: fc.boolean(),
    });
  return {
    block: blockOf(0),
    statement: fc.oneof(
      { maxDepth: 3, depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(...LEAVES),
      fc.record({
        kind: fc.constant('branch'),
        arms: fc.array(tie('block'), { minLength: 1, maxLength: 3 }),
      }),
      fc.record({
        kind: fc.constant('split'),
        first: tie('block'),
        arms: fc.array(tie('block'), { minLength: 1, maxLength: 2 }),
        needs: fc.constantFrom<Needs>('all', 'any'),
      }),
      fc.record({ kind: fc.constant('loop'), most: fc.integer({ min: 1, max: 1_000 }), body: blockOf(1) }),
    ),
  };
});

/** Graphs that must pass every check; the sub-workflow that they name is called `other`. */
export const soundGraph: fc.Arbitrary<Graph> = block.map((drawn) => {
  const compiler = new Compiler();
  const start = compiler.block(drawn, null);
  return { start, nodes: compiler.nodes, edges: compiler.edges };
});

const asks = (value: string): Criteria => ({
  kind: 'condition',
  field: 'stage',
  operator: 'equals',
  operand: value,
  caseSensitive: false,
});

class Compiler {
  readonly nodes: Node[] = [];
  readonly edges: Edge[] = [];

  /** The first node of the block, or where the run goes on when it is empty. */
  block({ statements, ends }: Block, next: string | null): string | null {
    const last = ends ? this.#end() : next;
    return statements.reduceRight<string | null>((behind, each) => this.#statement(each, behind), last);
  }

  #statement(statement: Statement, next: string | null): string {
    switch (statement.kind) {
      case 'leaf':
        return this.#leaf(statement.node, statement.outcomes, next);
      case 'branch':
        return this.#branch(statement.arms, next);
      case 'split':
        return this.#split(statement, next);
      case 'loop':
        return this.#loop(statement, next);
    }
  }

  #leaf(node: Leaf, outcomes: readonly string[], next: string | null): string {
    const id = this.#add({ ...node, id: this.#newId() });
    for (const outcome of outcomes) this.#edge(id, outcome, next);
    return id;
  }

  #branch(arms: readonly Block[], next: string | null): string {
    const id = this.#newId();
    const names = arms.map((_, at) => `arm ${at}`);
    const questions = names.map((outcome) => ({ outcome, criteria: asks(outcome) }));
    this.#add({ kind: 'branch', id, arms: questions, otherwise: 'else' });
    arms.forEach((arm, at) => this.#edge(id, `arm ${at}`, this.block(arm, next)));
    this.#edge(id, 'else', next);
    return id;
  }

  /** The first arm goes on, so that the join is come to. */
  #split({ first, arms, needs }: Extract<Statement, { kind: 'split' }>, next: string | null): string {
    const id = this.#newId();
    const all = [{ ...first, ends: false }, ...arms];
    this.#add({ kind: 'parallel', id, arms: all.map((_, at) => `arm ${at}`) });
    const join = this.#add({ kind: 'join', id: this.#newId(), of: id, needs });
    this.#edge(join, 'done', next);
    all.forEach((arm, at) => this.#edge(id, `arm ${at}`, this.block(arm, join)));
    return id;
  }

  #loop({ most, body }: Extract<Statement, { kind: 'loop' }>, next: string | null): string {
    const id = this.#add({ kind: 'loop', id: this.#newId(), most });
    this.#edge(id, 'again', this.block({ ...body, ends: false }, id));
    this.#edge(id, 'done', next);
    return id;
  }

  #end(): string {
    return this.#add({ kind: 'end', id: this.#newId(), status: 'completed', reason: 'enough' });
  }

  /** The id is taken at once: what is compiled before the node is added has others. */
  #newId(): string {
    this.#drawn += 1;
    return `n${this.#drawn}`;
  }
  #drawn = 0;

  #add(node: Node): string {
    this.nodes.push(node);
    return node.id;
  }

  #edge(from: string, outcome: string, to: string | null): void {
    if (to !== null) this.edges.push({ from, outcome, to });
  }
}
