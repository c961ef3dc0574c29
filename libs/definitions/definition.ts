/** The native definition, the one form under every dialect: a trigger and a graph, in immutable numbered versions. */
import type { Criteria } from '@upshot/rules';
import type { FieldValue } from '@upshot/values';
import type { Trigger } from './trigger.ts';

export const DIALECTS = ['workflows-api', 'native'] as const;
export type Dialect = (typeof DIALECTS)[number];

/** A medium; each has its topic `upshot.effects.<channel>` and its consumer group. */
export const CHANNELS = ['webhook', 'email', 'notification', 'crm'] as const;
export type Channel = (typeof CHANNELS)[number];

/** What an action node does, by name; each is carried out on one channel. */
export const ACTION_CHANNELS = {
  webhook: 'webhook',
  send_email: 'email',
  send_notification: 'notification',
  update_field: 'crm',
  add_tag: 'crm',
  create_task: 'crm',
  assign_owner: 'crm',
} as const satisfies Record<string, Channel>;
export type ActionName = keyof typeof ACTION_CHANNELS;

export type Config = Readonly<Record<string, FieldValue>>;

export interface ActionNode {
  readonly kind: 'action';
  readonly id: string;
  readonly action: ActionName;
  readonly config: Config;
}
/** Two arms: outcome `yes` where the criteria match, else `no`. */
export interface BranchNode {
  readonly kind: 'branch';
  readonly id: string;
  readonly criteria: Criteria;
}
export interface WaitNode {
  readonly kind: 'wait';
  readonly id: string;
  readonly durationMs: number;
}
export type Node = ActionNode | BranchNode | WaitNode;

/** From a node, on an outcome, to the next node. An outcome without an edge ends the run with that reason. */
export interface Edge {
  readonly from: string;
  readonly outcome: Outcome;
  readonly to: string;
}
/** `done`: the action or the wait is over (a skipped action included); `yes` and `no`: a branch's arms. */
export type Outcome = 'done' | 'yes' | 'no';

export interface Graph {
  /** The first node, or null where there is nothing to do. */
  readonly start: string | null;
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
}

export interface Definition {
  readonly tenantId: string;
  readonly id: string;
  readonly name: string;
  readonly dialect: Dialect;
  readonly active: boolean;
  /** Raised by each update; a run stays on the version that it started with. */
  readonly version: number;
  readonly trigger: Trigger;
  readonly graph: Graph;
}
