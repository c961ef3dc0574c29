/** POST /api/runs/:id/again: a new run of a run that is over, from a step of choice, on the record as it is now. */
import type { Graph } from '@upshot/definitions';
import { err, ok, type Result } from '@upshot/errors';
import { deriveId } from '@upshot/ids';
import { z } from 'zod';
import { joinWithoutSplit } from '../../../control/arm-around.ts';
import type { Answer, ApiRequest } from '../../../http/answer.ts';
import { problemShape } from '../../../http/refusal.ts';
import type { Version } from '../../../ports/versions.ts';
import type { Handler, HandlerPorts } from '../../handler.ts';
import { recallVersion } from '../versions/recall-version.ts';
import { findRun, runConflict, runNotFound, type KnownRun } from './find-run.ts';
import { byOf, perform, planned, refused } from './perform.ts';
import { readBody, reasonSchema, refuseAt, variablesSchema } from './read-body.ts';

export const runAgainSchema = z.strictObject({
  reason: reasonSchema,
  /** A node of the version, or a step of the run; left out: the beginning. */
  from: z.string().min(1).max(200).optional(),
  /** Left out: the run's own where it is still kept, else the newest. */
  version: z.int().positive().optional(),
  /** A run that is over keeps none: what the steps from here on need has to be said. */
  variables: variablesSchema.optional(),
});
type Sent = z.output<typeof runAgainSchema>;

/** Where the new run begins, and on which version. */
interface Beginning {
  readonly version: Version;
  readonly nodeId: string | null;
  /** The step of the former run at that node. */
  readonly stepId: string;
}

/** 202 with the new run's id, which is derived: the same key gives the same run. The former run is its parent in the history. */
export const runAgain: Handler = async (request, ports) => {
  const read = readBody(runAgainSchema, request.body);
  if (!read.ok) return read.error;
  const sent = read.value;
  return perform(request, ports, 'again', async (actId) => {
    const run = await findRun(request, ports);
    if (run === null) return refused(runNotFound());
    if (run.status !== 'finished')
      return refused(
        runConflict(`The run is not over: ${run.shownStatus}. Cancel it first`, run.shownStatus),
      );
    const begins = await beginningOf(run, sent, request, ports);
    if (!begins.ok) return refused(begins.error);
    const runId = deriveId('run', request.caller.tenantId, 'again', actId);
    const { version, nodeId } = begins.value;
    await recallVersion(request, run.definitionId, version, ports);
    const answer = { runId, of: run.runId, version: version.version, from: nodeId, act: actId };
    return planned({
      subject: { kind: 'run', id: run.runId },
      reason: sent.reason,
      detail: answer,
      todo: [{ do: 'start', request: startOf(runId, run, begins.value, sent, request, ports.now()) }],
      answer: { status: 202, body: answer },
    });
  });
};

async function beginningOf(
  run: KnownRun,
  sent: Sent,
  { caller }: ApiRequest,
  { operating }: HandlerPorts,
): Promise<Result<Beginning, Answer>> {
  const found = await operating.versions.find(caller, run.definitionId);
  if (found === null)
    return err(problemShape({ status: 409, message: 'The definition of the run is deleted' }));
  const { versions } = found;
  const wanted = sent.version ?? run.version;
  const own = versions.find(({ version }) => version === wanted);
  const version = own ?? (sent.version === undefined ? versions[0] : undefined);
  if (version === undefined)
    return err(refuseAt(422, ['version'], 'not_found', 'is not a version that is kept'));
  return placed(run, version, sent.from);
}

function placed(run: KnownRun, version: Version, from: string | undefined): Result<Beginning, Answer> {
  const { graph } = version.definition;
  if (from === undefined) return ok({ version, nodeId: graph.start, stepId: '' });
  const step = run.steps.findLast(({ stepId, nodeId }) => stepId === from || nodeId === from);
  const nodeId = hasNode(graph, from) ? from : step?.nodeId;
  if (nodeId === undefined || !hasNode(graph, nodeId))
    return err(
      refuseAt(422, ['from'], 'not_found', 'is neither a node of the version nor a step of the run'),
    );
  const join = joinWithoutSplit(graph, nodeId);
  if (join !== null)
    return err(refuseAt(422, ['from'], 'on_an_arm', `stands on an arm that meets others at ${join}`));
  return ok({ version, nodeId, stepId: step?.stepId ?? '' });
}

const hasNode = ({ nodes }: Graph, nodeId: string): boolean => nodes.some(({ id }) => id === nodeId);

function startOf(
  runId: string,
  run: KnownRun,
  { version, nodeId, stepId }: Beginning,
  { reason, variables = {} }: Sent,
  { caller }: ApiRequest,
  requestedAtMs: number,
) {
  return {
    tenantId: caller.tenantId,
    runId,
    definitionId: run.definitionId,
    module: version.definition.trigger.module,
    recordId: run.recordId,
    startAt: nodeId,
    definition: JSON.stringify(version.definition),
    variables: JSON.stringify(variables),
    parent: { runId: run.runId, stepId, awaits: false },
    startedBy: { by: byOf(caller), reason },
    rootRunId: runId,
    depth: 0,
    sandbox: false,
    requestedAtMs,
    force: true,
  };
}
