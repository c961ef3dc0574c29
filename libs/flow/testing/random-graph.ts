/** Random graphs for properties: sound ones whose edges lead on, and wild ones whose edges lead anywhere. */
import type { Edge, Graph, Node, NodeKindName } from '@upshot/definitions';
import fc from 'fast-check';

const OUTCOMES: Readonly<Record<NodeKindName, readonly string[]>> = {
  action: ['done', 'succeeded', 'failed', 'no_answer', 'unknown_outcome'],
  branch: ['yes', 'no'],
  end: [],
  join: ['done'],
  loop: ['again', 'done'],
  parallel: ['l', 'm', 'r'],
  set: ['done'],
  sub_workflow: ['started', 'completed', 'failed', 'done'],
  task: ['approved', 'rejected', 'expired'],
  wait: ['done', 'stale', 'no_date'],
  wait_for_event: ['happened', 'timeout'],
};
const SECOND = 1_000;
const ALWAYS = { kind: 'all', of: [] } as const;
const idOf = (index: number): string => `n${String(index)}`;

/** A node of any kind under the id `n<index>`; a join belongs to any of `count` nodes. */
function someNode(index: number, count: number): fc.Arbitrary<Node> {
  const id = idOf(index);
  const kinds: readonly Node[] = [
    { kind: 'action', id, action: 'webhook', config: {} },
    { kind: 'branch', id, arms: [{ outcome: 'yes', criteria: ALWAYS }], otherwise: 'no' },
    { kind: 'end', id, status: 'completed', reason: 'its own' },
    { kind: 'loop', id, most: 2 },
    { kind: 'set', id, variables: { x: { value: index } } },
    { kind: 'sub_workflow', id, definitionId: 'other', awaits: index % 2 === 0, variables: {} },
    {
      kind: 'task',
      id,
      title: 'Look',
      assignment: { to: 'queue', id: 'q' },
      form: [],
      decisions: ['approved'],
      deadlineMs: 5 * SECOND,
      reminderMs: SECOND,
      escalation: { afterMs: 2 * SECOND, assignment: { to: 'user', id: 'boss' } },
    },
    { kind: 'wait', id, until: { kind: 'duration', durationMs: SECOND }, staleAfterMs: SECOND },
    {
      kind: 'wait',
      id,
      until: { kind: 'date', field: 'due_on', offset: { amount: 1, unit: 'days' } },
    },
    { kind: 'wait_for_event', id, event: { kind: 'activity', type: 'opened' }, timeoutMs: 3 * SECOND },
  ];
  const split: Node = { kind: 'parallel', id, arms: ['l', 'm', 'r'] };
  const join = fc.record({ of: fc.nat(count - 1), needs: fc.constantFrom('all' as const, 'any' as const) });
  return fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...kinds) },
    { weight: 3, arbitrary: fc.constant(split) },
    { weight: 3, arbitrary: join.map(({ of, needs }): Node => ({ kind: 'join', id, of: idOf(of), needs })) },
  );
}

/** Edges for four of five outcomes. `isWild`: to any node, and one that the graph lacks; else only to later ones. */
function someEdges(nodes: readonly Node[], isWild: boolean): fc.Arbitrary<readonly Edge[]> {
  const wanted = nodes.flatMap((node, index) => {
    const first = isWild ? 0 : index + 1;
    return OUTCOMES[node.kind].map((outcome) => ({ from: node.id, outcome, first }));
  });
  const last = isWild ? nodes.length : nodes.length - 1;
  const each = wanted.flatMap(({ from, outcome, first }) =>
    first > last
      ? []
      : [
          fc.option(
            fc.integer({ min: first, max: last }).map((to): Edge => ({ from, outcome, to: idOf(to) })),
            { freq: 5 },
          ),
        ],
  );
  return fc.tuple(...each).map((edges) => edges.filter((edge) => edge !== null));
}

const someGraph = (isWild: boolean): fc.Arbitrary<Graph> =>
  fc
    .integer({ min: 1, max: 14 })
    .chain((count) => fc.tuple(...Array.from({ length: count }, (_each, index) => someNode(index, count))))
    .chain((nodes) => someEdges(nodes, isWild).map((edges) => ({ start: 'n0', nodes, edges })));

/** Every path leads to an end. */
export const soundGraph = someGraph(false);
/** Circles, joins without splits, edges to nowhere: what no check has seen. */
export const wildGraph = someGraph(true);

/** What a run may be told; `pick` chooses among what there is. */
export type Told = { readonly verb: (typeof VERBS)[number]; readonly pick: number };
const VERBS = [
  'report',
  'report',
  'report',
  'skip',
  'fail',
  'answer',
  'fire',
  'fire',
  'fire',
  'event',
  'date',
  'late',
  'stray',
  'start',
  'pause',
  'resume',
  'resume',
  'cancel',
  'rename',
] as const;

export const someTold: fc.Arbitrary<readonly Told[]> = fc.array(
  fc.record({ verb: fc.constantFrom(...VERBS), pick: fc.nat(1_000) }),
  { maxLength: 40 },
);
