/** DELETE /api/definitions/:id and POST /api/definitions/:id/archive: it starts nothing any more; its open runs go on, or are cancelled. */
import { native } from '@upshot/dialects';
import { err, ok, type Result } from '@upshot/errors';
import type { Answer, ApiRequest } from '../../../http/answer.ts';
import { problemShape } from '../../../http/refusal.ts';
import type { Todo } from '../../../ports/act-document.ts';
import type { Handler, HandlerPorts } from '../../handler.ts';
import { definitionNotFound } from '../definitions/answers.ts';
import { reasonBodySchema } from '../operating/control-run.ts';
import { byOf, perform, planned, refused, type Plan } from '../operating/perform.ts';
import { readBody, reasonSchema, refuseAt } from '../operating/read-body.ts';
import { findVersions } from './find-version.ts';

type How = 'delete' | 'archive';
type Runs = 'drain' | 'cancel';

/** A start that was on its way when the definition ended is found by the second pass. */
const PASSES = 2;

/** `?runs=drain` or `?runs=cancel`, which has to be said where runs are open; `?reason=` is for the audit. */
export const deleteDefinition: Handler = async (request, ports) => {
  const reason = request.query.get('reason') ?? 'The definition was deleted';
  if (!reasonSchema.safeParse(reason).success)
    return refuseAt(400, ['reason'], 'invalid_value', 'is no reason that can be shown');
  return perform(request, ports, 'delete', (actId) => planEnd(actId, 'delete', reason, request, ports));
};

/** Likewise, with the reason in the body. It can be activated again, which its runs do not notice. */
export const archiveDefinition: Handler = async (request, ports) => {
  const read = readBody(reasonBodySchema, request.body);
  if (!read.ok) return read.error;
  const { reason } = read.value;
  return perform(request, ports, 'archive', (actId) => planEnd(actId, 'archive', reason, request, ports));
};

async function planEnd(
  actId: string,
  how: How,
  reason: string,
  request: ApiRequest,
  ports: HandlerPorts,
): Promise<Result<Plan, Answer>> {
  const found = await findVersions(request, ports);
  // A dialect's own delete drains; this one is of the native API's definitions.
  if (found === null || (how === 'delete' && found.document.dialect !== native.name))
    return refused(definitionNotFound());
  const { id } = found.document;
  const chosen = await choiceOf(id, request, ports);
  if (!chosen.ok) return refused(chosen.error);
  const runs = chosen.value;
  const ending = { [how === 'delete' ? 'deleted' : 'archived']: true };
  const cancels = runs === 'cancel' ? await cancelJob(actId, id, reason, request, ports) : [];
  const said = { id, ...ending, ...(runs !== null && { runs }), ...(cancels.length > 0 && { job: actId }) };
  return planned({
    subject: { kind: 'definition', id },
    reason,
    detail: said,
    todo: [{ do: how, definitionId: id }, ...cancels],
    answer: { status: 200, body: said },
  });
}

/** What becomes of open runs; null where nothing was said and none are open. */
async function choiceOf(
  definitionId: string,
  { caller, query }: ApiRequest,
  { operating }: HandlerPorts,
): Promise<Result<Runs | null, Answer>> {
  const said = query.get('runs');
  if (said === 'drain' || said === 'cancel') return ok(said);
  if (said !== null) return err(refuseAt(400, ['runs'], 'invalid_value', 'must be drain or cancel'));
  if (!(await operating.runs.any(caller, definitionId))) return ok(null);
  const message = 'Runs of the definition are open: say ?runs=drain or ?runs=cancel';
  return err(problemShape({ status: 409, message }));
}

async function cancelJob(
  id: string,
  definitionId: string,
  reason: string,
  { caller }: ApiRequest,
  { operating }: HandlerPorts,
): Promise<readonly Todo[]> {
  const { tenantId } = caller;
  const by = byOf(caller);
  const filter = { definitionId };
  const { runs: total } = await operating.runs.count(caller, filter);
  const same = { id, tenantId, by, reason, filter, total };
  return [{ do: 'job', job: { ...same, verb: 'cancel', takeOver: null, passes: PASSES } }];
}
