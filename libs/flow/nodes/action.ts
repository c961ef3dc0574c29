/** An action: asks its channel for one effect and waits for the report. */
import type { ActionNode } from '@upshot/definitions';
import { deriveId } from '@upshot/ids';
import type { EffectReport } from '../commands.ts';
import type { OpenStep } from '../run-state.ts';
import type { NodeKind, Walk } from './node-kind.ts';

export const action: NodeKind<ActionNode> = {
  kind: 'action',
  enter(node, visit, walk) {
    const { stepId } = visit;
    const { id: nodeId, action: name, config } = node;
    const effectId = deriveId('effect', stepId);
    const effect = { effectId, stepId, nodeId, action: name, config, record: walk.state.record };
    walk.begin(node, visit, { action: name, effect });
  },
  reported: (_node, step, report, walk) => endByReport(step, report, walk),
};

/** Ends a step by what was reported: `done` stands for a success or a skip that has no edge of its own; a failure without one fails the run. */
export function endByReport(step: OpenStep, report: EffectReport, walk: Walk): void {
  const { type: _type, stepId: _stepId, ...ending } = report;
  walk.finish(step, ending);
  const { outcome, answer, errorMessage } = report;
  const edges: readonly [string, ...string[]] = answer === null ? [outcome] : [answer, outcome];
  if (outcome === 'succeeded' || outcome === 'skipped') walk.goOn(step, ...edges, 'done');
  else if (hasEdge(step, edges, walk)) walk.goOn(step, ...edges);
  else walk.end('failed', outcome === 'failed' ? 'step_failed' : outcome, errorMessage);
}

const hasEdge = ({ nodeId }: OpenStep, outcomes: readonly string[], { state }: Walk): boolean =>
  state.graph.edges.some(({ from, outcome }) => from === nodeId && outcomes.includes(outcome));
