/** A run that awaits another: their graphs, what the matcher makes of the request, and what both come to. */
import { randomUUID } from 'node:crypto';
import type { Edge, Graph, Node } from '@upshot/definitions';
import { UpshotError } from '@upshot/errors';
import type { RunCommand, StartRequest } from '@upshot/schemas';
import { startCommand } from './bench.ts';
import { commandTo, report, type openHouse } from './house.ts';

type House = ReturnType<typeof openHouse>;

export const action = (id: string): Node => ({ kind: 'action', id, action: 'webhook', config: {} });
export const sub = (awaits: boolean): Node => ({
  kind: 'sub_workflow',
  id: 's',
  definitionId: 'child',
  awaits,
  variables: { stage: { from: 'record.stage' } },
});
export const end = (id: string): Node => ({ kind: 'end', id, status: 'completed', reason: id });
export const edge = (from: string, outcome: string, to: string): Edge => ({ from, outcome, to });

/** Awaits the other, with an end for each of its ends. */
export const AWAITS: Graph = {
  start: 's',
  nodes: [sub(true), ...['completed', 'failed', 'cancelled', 'skipped', 'not_found'].map(end)],
  edges: ['completed', 'failed', 'cancelled', 'skipped', 'not_found'].map((each) => edge('s', each, each)),
};
export const CHILD: Graph = {
  start: 'v',
  nodes: [{ kind: 'set', id: 'v', variables: { answer: { value: 42 } } }, action('c')],
  edges: [edge('v', 'done', 'c')],
};

export function aRun(tenantId: string, graph: Graph) {
  const runId = randomUUID();
  return { runId, start: startCommand(tenantId, runId, graph) };
}

/** What the matcher makes of a request. */
export function started(request: StartRequest, graph: Graph = CHILD): RunCommand {
  const { tenantId, runId, definitionId, recordId, variables, parent, rootRunId, depth, sandbox } = request;
  const more = { definitionId, recordId, variables, parent, rootRunId, depth, sandbox };
  return startCommand(tenantId, runId, graph, more);
}

/** A person's cancel, or a run's. */
export const cancel = (tenantId: string, runId: string): RunCommand =>
  commandTo(tenantId, runId, {
    control: { verb: 'cancel', by: 'k', reason: 'r', version: 0, graph: null, nodes: {} },
  });

/** The request that a run has sent. */
export async function requestOf(house: House): Promise<StartRequest> {
  const [request] = await house.startsSent();
  if (request === undefined) throw new UpshotError('internal', 'no run was asked for');
  return request;
}

/** The report of an open step. */
export async function tellStep(house: House, runId: string, nodeId: string, more = {}): Promise<RunCommand> {
  const { openSteps, origin } = await house.stateOf(runId);
  const stepId = openSteps.find((step) => step.nodeId === nodeId)?.stepId ?? 'none';
  return commandTo(origin.tenantId, runId, report(stepId, more));
}

/** Why a run ended. */
export async function reasonOf(house: House, runId: string): Promise<string | undefined> {
  const events = (await house.eventsSent()).filter((event) => event.runId === runId);
  return events.find(({ runFinished }) => runFinished !== null)?.runFinished?.reason;
}
