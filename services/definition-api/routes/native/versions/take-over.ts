/** POST /api/definitions/:id/versions/:n/take-over: a version takes over the runs of earlier ones, as a job; or says what would become of them. */
import type { Graph } from '@upshot/definitions';
import { z } from 'zod';
import { planTakeOver } from '../../../control/plan-take-over.ts';
import type { Answer } from '../../../http/answer.ts';
import { okay } from '../../../http/answer.ts';
import type { RunFilter } from '../../../ports/job-document.ts';
import type { Version } from '../../../ports/versions.ts';
import type { Handler } from '../../handler.ts';
import { definitionNotFound } from '../definitions/answers.ts';
import { byOf, perform, planned, refused } from '../operating/perform.ts';
import { readBody, reasonSchema, refuseAt } from '../operating/read-body.ts';
import { recallVersion } from './recall-version.ts';
import { refuseProblems } from '../refusals.ts';
import { findVersions, versionAt, versionNotFound } from './find-version.ts';

const nodeId = z.string().min(1).max(200);

export const takeOverSchema = z.strictObject({
  /** Whose runs; left out: those of every earlier version. */
  from: z.array(z.int().positive()).min(1).max(100).optional(),
  /** Which node takes whose place; one that is not named keeps its id. */
  nodes: z.record(nodeId, nodeId).optional(),
  reason: reasonSchema.optional(),
  dryRun: z.boolean().optional(),
});

/**
 * The dry run answers 200 with a report and changes nothing. Else 202 with the job. A wait keeps its remaining time. A run that
 * stands on a node without a place (missing, or of another kind) stays on its version.
 */
export const takeOver: Handler = async (request, ports) => {
  const read = readBody(takeOverSchema, request.body);
  if (!read.ok) return read.error;
  const { from, nodes = {}, reason, dryRun = false } = read.value;
  const { caller } = request;
  const found = await findVersions(request, ports);
  if (found === null) return definitionNotFound();
  const version = versionAt(found, request.params['n']);
  if (version === null) return versionNotFound();
  const { graph } = version.definition;
  const refusal = refusalOf(version, from, nodes);
  if (refusal !== null) return refusal;
  const filter = filterOf(found.document.id, version.version, from);
  const report = planTakeOver(await ports.operating.runs.standing(caller, filter), graph, nodes);
  if (dryRun) return okay({ dryRun, version: version.version, ...report });
  if (reason === undefined) return refuseAt(400, ['reason'], 'required', 'is required');
  return perform(request, ports, 'take_over', async (actId) => {
    if (report.runs > 0 && report.placed === 0) return refused(nothingPlaced(report.unplaced));
    await recallVersion(request, found.document.id, version, ports);
    const { tenantId } = caller;
    const by = byOf(caller);
    const { runs, placed, unplaced } = report;
    const plan = { version: version.version, graph: JSON.stringify(graph), nodes };
    const same = { id: actId, tenantId, verb: 'take_over' as const, by, reason };
    const job = { ...same, filter, takeOver: plan, total: runs, passes: 1 };
    return planned({
      subject: { kind: 'definition', id: found.document.id },
      reason,
      detail: { version: version.version, from: from ?? null, nodes, runs, placed, unplaced },
      todo: [{ do: 'job', job }],
      answer: { status: 202, body: { job: actId, version: version.version, runs, placed, unplaced } },
    });
  });
};

/** Only runs of earlier versions: back to an earlier one leads by restoring it. */
function filterOf(definitionId: string, version: number, from: readonly number[] | undefined): RunFilter {
  return from === undefined
    ? { definitionId, beforeVersion: version }
    : { definitionId, versions: from, beforeVersion: version };
}

function refusalOf(
  { version, definition }: Version,
  from: readonly number[] | undefined,
  nodes: Readonly<Record<string, string>>,
): Answer | null {
  const late = (from ?? []).flatMap((each, index) =>
    each < version
      ? []
      : [{ path: ['from', index], code: 'invalid_value', message: `is not earlier than version ${version}` }],
  );
  const ids = idsOf(definition.graph);
  const lost = Object.entries(nodes).flatMap(([old, to]) =>
    ids.has(to)
      ? []
      : [{ path: ['nodes', old], code: 'not_found', message: `is not a node of version ${version}` }],
  );
  const problems = [...late, ...lost];
  return problems.length === 0 ? null : refuseProblems(422, 'The take-over is refused', problems);
}

const idsOf = ({ nodes }: Graph): ReadonlySet<string> => new Set(nodes.map(({ id }) => id));

const nothingPlaced = (runs: number): Answer =>
  refuseAt(
    409,
    ['nodes'],
    'unplaced',
    `finds no place for any of the ${runs} runs: a dry run says where they stand`,
  );
