/** POST /api/runs/:id/again: a new run of a run that is over, from a step of choice, on the record as it is now. */
import { ERASED } from '@upshot/history';
import { deriveId } from '@upshot/ids';
import type { StartRequest } from '@upshot/schemas';
import { z } from 'zod';
import type { Known } from '../../../control/known-before.ts';
import type { Answer, Caller } from '../../../http/answer.ts';
import { problemShape } from '../../../http/refusal.ts';
import type { Handler, HandlerPorts } from '../../handler.ts';
import { recallVersion } from '../versions/recall-version.ts';
import { beginningOf, type Beginning } from './again-from.ts';
import { carryOver, printCarried } from './carry-over.ts';
import { findRun, runConflict, runNotFound, type KnownRun } from './find-run.ts';
import { byOf, perform, planned, refused } from './perform.ts';
import { readBody, reasonSchema, variablesSchema } from './read-body.ts';

export const runAgainSchema = z.strictObject({
  reason: reasonSchema,
  /** A node of the version, or a step of the run; left out: the beginning. */
  from: z.string().min(1).max(200).optional(),
  /** Left out: the run's own where it is still kept, else the newest. */
  version: z.int().positive().optional(),
  /** In the place of those that the run had where it begins again, one by one. */
  variables: variablesSchema.optional(),
});

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
    if (run.recordId === ERASED) return refused(erased());
    const begins = await beginningOf(run, sent, request.caller, ports);
    if (!begins.ok) return refused(begins.error);
    const known = carryOver(run, begins.value, sent.variables);
    if (!known.ok) return refused(known.error);
    const runId = deriveId('run', request.caller.tenantId, 'again', actId);
    const { version, nodeId } = begins.value;
    await recallVersion(request, run.definitionId, version, ports);
    const sandbox = await isInSandbox(run, request.caller, ports);
    const said = { runId, of: run.runId, version: version.version, from: nodeId, sandbox };
    const answer = { ...said, ...printCarried(known.value), act: actId };
    const asked = { reason: sent.reason, sandbox, requestedAtMs: ports.now() };
    return planned({
      subject: { kind: 'run', id: run.runId },
      reason: sent.reason,
      detail: answer,
      todo: [
        { do: 'start', request: startOf(runId, run, begins.value, known.value, { ...asked, ...request }) },
      ],
      answer: { status: 202, body: answer },
    });
  });
};

const erased = (): Answer => problemShape({ status: 409, message: 'Whom the run was about has been erased' });

/** What a run of the sandbox came to know is what would have been: nothing real follows from it. A tenant may be there as a whole by now. */
const isInSandbox = async (
  { sandbox, history }: KnownRun,
  caller: Caller,
  { sandboxes }: Pick<HandlerPorts, 'sandboxes'>,
): Promise<boolean> => sandbox || history?.sandbox === true || sandboxes.isOn(caller);

interface Asked {
  readonly caller: Caller;
  readonly reason: string;
  readonly sandbox: boolean;
  readonly requestedAtMs: number;
}

function startOf(
  runId: string,
  run: KnownRun,
  { version, nodeId, stepId }: Beginning,
  { variables, results }: Known,
  { caller, reason, sandbox, requestedAtMs }: Asked,
): StartRequest {
  return {
    tenantId: caller.tenantId,
    runId,
    definitionId: run.definitionId,
    module: version.definition.trigger.module,
    recordId: run.recordId,
    startAt: nodeId,
    definition: JSON.stringify(version.definition),
    variables: JSON.stringify(variables),
    results: JSON.stringify(results),
    parent: { runId: run.runId, stepId, awaits: false },
    startedBy: { by: byOf(caller), reason },
    rootRunId: runId,
    depth: 0,
    sandbox,
    requestedAtMs,
    force: true,
  };
}
