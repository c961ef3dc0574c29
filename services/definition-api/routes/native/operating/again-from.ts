/** Where a run that is run again begins: at which node, on which version, and at which moment of the former run that is. */
import type { Graph } from '@upshot/definitions';
import { err, ok, type Result } from '@upshot/errors';
import { joinWithoutSplit } from '../../../control/arm-around.ts';
import type { Moment } from '../../../control/known-before.ts';
import { stepAt } from '../../../control/told-again.ts';
import type { Answer, Caller } from '../../../http/answer.ts';
import { problemShape } from '../../../http/refusal.ts';
import type { Version } from '../../../ports/versions.ts';
import type { HandlerPorts } from '../../handler.ts';
import type { KnownRun } from './find-run.ts';
import { refuseAt } from './read-body.ts';

export interface Beginning {
  readonly version: Version;
  readonly nodeId: string | null;
  /** The step of the former run at that node; '' where it never came there, or begins at the start. */
  readonly stepId: string;
  /** What the former run knew then is known again. A node that it never came to is begun at with all that it came to know. */
  readonly moment: Moment;
}

/** What of the request says where. */
interface Asked {
  readonly from?: string | undefined;
  readonly version?: number | undefined;
}

/** 409 for a definition that is deleted; 422 for a version or a place that is none, or an arm that meets others. */
export async function beginningOf(
  run: KnownRun,
  asked: Asked,
  caller: Caller,
  { operating }: Pick<HandlerPorts, 'operating'>,
): Promise<Result<Beginning, Answer>> {
  const found = await operating.versions.find(caller, run.definitionId);
  if (found === null)
    return err(problemShape({ status: 409, message: 'The definition of the run is deleted' }));
  const { versions } = found;
  const wanted = asked.version ?? run.version;
  const own = versions.find(({ version }) => version === wanted);
  const version = own ?? (asked.version === undefined ? versions[0] : undefined);
  if (version === undefined)
    return err(refuseAt(422, ['version'], 'not_found', 'is not a version that is kept'));
  return placed(run, version, asked.from);
}

function placed(run: KnownRun, version: Version, from: string | undefined): Result<Beginning, Answer> {
  const { graph } = version.definition;
  if (from === undefined) return ok({ version, nodeId: graph.start, stepId: '', moment: 'start' });
  const step = stepAt(run.history, from);
  const nodeId = hasNode(graph, from) ? from : step?.nodeId;
  if (nodeId === undefined || !hasNode(graph, nodeId))
    return err(
      refuseAt(422, ['from'], 'not_found', 'is neither a node of the version nor a step of the run'),
    );
  const join = joinWithoutSplit(graph, nodeId);
  if (join !== null)
    return err(refuseAt(422, ['from'], 'on_an_arm', `stands on an arm that meets others at ${join}`));
  if (step === null) return ok({ version, nodeId, stepId: '', moment: 'end' });
  const { stepId } = step;
  return ok({ version, nodeId, stepId, moment: { stepId } });
}

const hasNode = ({ nodes }: Graph, nodeId: string): boolean => nodes.some(({ id }) => id === nodeId);
