/** A sub-workflow: asks for a run of another definition on the same record, and waits for its end where it should. */
import type { SubWorkflowNode } from '@upshot/definitions';
import { deriveId } from '@upshot/ids';
import { assign } from '../assign.ts';
import { endByReport } from './action.ts';
import type { NodeKind } from './node-kind.ts';

export const subWorkflow: NodeKind<SubWorkflowNode> = {
  kind: 'sub_workflow',
  enter(node, visit, walk) {
    const { stepId } = visit;
    const { definitionId, awaits } = node;
    const runId = deriveId('run', stepId, definitionId);
    const start = { runId, stepId, definitionId, awaits, variables: assign(node.variables, walk.state) };
    const step = walk.begin(node, visit, { start });
    if (awaits) return;
    walk.finish(step, { answer: 'started', output: { runId } });
    walk.goOn(step, 'started');
  },
  reported: (_node, step, report, walk) => endByReport(step, report, walk),
};
