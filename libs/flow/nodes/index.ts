/** The node kinds, in an explicit list: a kind without an entry does not compile. */
import type { Node, NodeKindName } from '@upshot/definitions';
import type { EffectReport, Signal, TimerFired } from '../commands.ts';
import type { OpenStep } from '../run-state.ts';
import { action } from './action.ts';
import { branch } from './branch.ts';
import { end } from './end.ts';
import { join } from './join.ts';
import { loop } from './loop.ts';
import type { NodeKind, Visit, Walk } from './node-kind.ts';
import { parallel } from './parallel.ts';
import { set } from './set.ts';
import { subWorkflow } from './sub-workflow.ts';
import { task } from './task.ts';
import { waitForEvent } from './wait-for-event.ts';
import { wait } from './wait.ts';

type NodeOf<K extends NodeKindName> = Extract<Node, { kind: K }>;

export const NODE_KINDS: { readonly [K in NodeKindName]: NodeKind<NodeOf<K>> } = {
  action,
  branch,
  end,
  join,
  loop,
  parallel,
  set,
  sub_workflow: subWorkflow,
  task,
  wait,
  wait_for_event: waitForEvent,
};

/** Enters a node by its kind. */
export function enterNode(node: Node, visit: Visit, walk: Walk): void {
  kindOf(node.kind).enter(node, visit, walk);
}

/** Tells the node of an open step how what it asked for ended. */
export function reportNode(step: OpenStep, report: EffectReport, walk: Walk): void {
  const node = nodeOf(step, walk);
  if (node !== undefined) kindOf(node.kind).reported?.(node, step, report, walk);
}

/** Tells the node of an open step that one of its timers fired. */
export function wakeNode(step: OpenStep, fired: TimerFired & { readonly purpose: string }, walk: Walk): void {
  const node = nodeOf(step, walk);
  if (node !== undefined) kindOf(node.kind).woken?.(node, step, fired, walk);
}

/** Tells the node of an open step what happened to the record. */
export function signalNode(step: OpenStep, signal: Signal, walk: Walk): void {
  const node = nodeOf(step, walk);
  if (node !== undefined) kindOf(node.kind).signalled?.(node, step, signal, walk);
}

const kindOf = <K extends NodeKindName>(kind: K): NodeKind<NodeOf<K>> => NODE_KINDS[kind];

const nodeOf = ({ nodeId }: OpenStep, { state }: Walk): Node | undefined =>
  state.graph.nodes.find(({ id }) => id === nodeId);
