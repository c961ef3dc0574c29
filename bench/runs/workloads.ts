/** The three definitions that are measured: on a new lead of their own source, one webhook, three, or a branch, a wait and a webhook. */
import type { Json } from '../../e2e/support/upshot.ts';

export type WorkloadName = 'one' | 'three' | 'wait';

export interface Workload {
  readonly name: WorkloadName;
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

export const WORKLOADS: readonly Workload[] = [
  { name: 'one', webhooks: 1, graph: (url) => ({ start: 'a', nodes: [hook('a', url)], edges: [] }) },
  {
    name: 'three',
    webhooks: 3,
    graph: (url) => ({
      start: 'a',
      nodes: ['a', 'b', 'c'].map((id) => hook(id, url)),
      edges: [edge('a', 'done', 'b'), edge('b', 'done', 'c')],
    }),
  },
  {
    name: 'wait',
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
];

/** The definition of a workload, as the native API takes it. */
export const definitionOf = ({ name, graph }: Workload, url: string): Json => ({
  name: `Bench runs ${name}`,
  trigger: { module: 'leads', kind: 'created', criteria: condition('source', 'equals', sourceOf(name)) },
  graph: graph(url),
});

/** The source that the rows of a workload have. */
export const sourceOf = (name: WorkloadName): string => `bench-runs-${name}`;

const condition = (field: string, operator: string, operand: string | number): Json => ({
  kind: 'condition',
  field,
  operator,
  operand,
  caseSensitive: true,
});
