/**
 * What is measured, each on new leads of its own sources: one webhook, three, a branch with a wait and a webhook, and a hundred definitions
 * of which nine in ten leads start none.
 */
import type { Json } from '../../e2e/support/upshot.ts';

export type WorkloadName = 'one' | 'three' | 'wait' | 'changes';

export interface Workload {
  readonly name: WorkloadName;
  /** How many definitions there are, each on a source of its own, and how many sources the leads have in turn. */
  readonly definitions: number;
  readonly sources: number;
  /** Of one run. */
  readonly webhooks: number;
  readonly graph: (url: string) => Json;
}

/** How long the third one waits. */
const WAIT_MS = 1_000;

const hook = (id: string, url: string): Json => ({
  kind: 'action',
  id,
  action: 'webhook',
  config: { url, bodyJson: { email: '{{trigger.email}}', step: id } },
});
const edge = (from: string, outcome: string, to: string): Json => ({ from, outcome, to });

const onlyHook = (url: string): Json => ({ start: 'a', nodes: [hook('a', url)], edges: [] });
const ALONE = { definitions: 1, sources: 1 };

export const WORKLOADS: readonly Workload[] = [
  { name: 'one', ...ALONE, webhooks: 1, graph: onlyHook },
  {
    name: 'three',
    ...ALONE,
    webhooks: 3,
    graph: (url) => ({
      start: 'a',
      nodes: ['a', 'b', 'c'].map((id) => hook(id, url)),
      edges: [edge('a', 'done', 'b'), edge('b', 'done', 'c')],
    }),
  },
  {
    name: 'wait',
    ...ALONE,
    webhooks: 1,
    graph: (url) => ({
      start: 'branch',
      nodes: [
        {
          kind: 'branch',
          id: 'branch',
          arms: [{ outcome: 'hot', criteria: condition('score', 'greater_than', 50) }],
          otherwise: 'cold',
        },
        { kind: 'wait', id: 'wait', until: { kind: 'duration', durationMs: WAIT_MS } },
        hook('a', url),
      ],
      edges: [edge('branch', 'hot', 'wait'), edge('wait', 'done', 'a')],
    }),
  },
  { name: 'changes', definitions: 100, sources: 1_000, webhooks: 1, graph: onlyHook },
];

/** The definitions of a workload, as the native API takes them. */
export const definitionsOf = ({ name, definitions, graph }: Workload, url: string): readonly Json[] =>
  Array.from({ length: definitions }, (_none, at) => ({
    name: `Bench runs ${name}`,
    trigger: {
      module: 'leads',
      kind: 'created',
      criteria: condition('source', 'equals', `${sourcesOf(name)}${at}`),
    },
    graph: graph(url),
  }));

/** What the sources of a workload's leads begin with; their number follows. */
export const sourcesOf = (name: WorkloadName): string => `bench-runs-${name}-`;

const condition = (field: string, operator: string, operand: string | number): Json => ({
  kind: 'condition',
  field,
  operator,
  operand,
  caseSensitive: true,
});
