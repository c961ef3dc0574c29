/** How an act is performed once: recorded with its reason and what follows from it, then carried out; a key that comes again is answered as before. */
import { createHash } from 'node:crypto';
import { err, ok, type Result } from '@upshot/errors';
import { deriveId } from '@upshot/ids';
import type { Answer, ApiRequest, Caller } from '../../../http/answer.ts';
import { problemShape } from '../../../http/refusal.ts';
import type { ActVerb, NewAct } from '../../../ports/act-document.ts';
import type { KnownAct } from '../../../ports/acts.ts';
import type { HandlerPorts } from '../../handler.ts';
import { REPLAYED } from '../../idempotency.ts';

/** What a handler makes of a request that may be carried out. */
export type Plan = Pick<NewAct, 'subject' | 'reason' | 'detail' | 'todo' | 'answer'>;

/** How long an answer waits until what was asked for is on its way: after that it is on its way all the same. */
const CARRY_OUT_WAIT_MS = 2_000;
const KEY = /^[\x21-\x7e]{1,255}$/u;

/**
 * Plans, records, carries out and answers. With an Idempotency-Key the act's id is derived from it, and so is every id that the
 * plan derives from the act's: the same request again does nothing, and is answered as it was. A plan that refuses leaves nothing.
 */
export async function perform(
  request: ApiRequest,
  ports: HandlerPorts,
  verb: ActVerb,
  plan: (actId: string) => Promise<Result<Plan, Answer>>,
): Promise<Answer> {
  const { caller, idempotencyKey } = request;
  if (idempotencyKey !== '' && !KEY.test(idempotencyKey)) return badKey();
  const actId =
    idempotencyKey === '' ? ports.newId() : deriveId('act', caller.tenantId, verb, idempotencyKey);
  const bodyHash = idempotencyKey === '' ? null : hashOf(request);
  const known = bodyHash === null ? null : await ports.operating.acts.find(caller, actId);
  if (known !== null) return replay(known, bodyHash);
  const planned = await plan(actId);
  if (!planned.ok) return planned.error;
  return recordAndCarryOut({ id: actId, ...actorOf(caller), verb, bodyHash, ...planned.value }, ports);
}

async function recordAndCarryOut(act: NewAct, { operating }: HandlerPorts): Promise<Answer> {
  const { acts, carryOut } = operating;
  if (!(await acts.record(act))) {
    const known = await acts.find(act, act.id);
    if (known !== null) return replay(known, act.bodyHash);
  }
  await carryOut.soon(act.id, CARRY_OUT_WAIT_MS);
  return act.answer;
}

function replay({ bodyHash, answer }: KnownAct, sent: string | null): Answer {
  if (bodyHash === sent) return { ...answer, headers: REPLAYED };
  return problemShape({ status: 422, message: 'The Idempotency-Key was used with another request' });
}

function badKey(): Answer {
  const message = 'must be 1 to 255 printable characters without blanks';
  const detail = { field: 'Idempotency-Key', path: '', message, code: 'invalid_value' };
  return problemShape({ status: 400, message: `Idempotency-Key ${message}`, details: [detail] });
}

const hashOf = ({ params, query, body }: ApiRequest): string =>
  createHash('sha256')
    .update(JSON.stringify([params, query.toString(), body ?? null]))
    .digest('base64');

/** Whose act it is, and with which key: a key may stand for a person. */
export const actorOf = (caller: Caller): Pick<NewAct, 'tenantId' | 'by' | 'key'> => ({
  tenantId: caller.tenantId,
  by: byOf(caller),
  key: caller.keyId,
});

/** Who does it: the person whose key it is, or the key of a program. */
export const byOf = ({ user, keyId }: Caller): string => user ?? keyId;

/** A plan that may be carried out. */
export const planned = (plan: Plan): Result<Plan, Answer> => ok(plan);

/** A plan that may not: the answer says why. */
export const refused = (answer: Answer): Result<Plan, Answer> => err(answer);
