/** Idempotency-Key: the same request again is answered with the workflow that the first one created. */
import { createHash } from 'node:crypto';
import { workflowsApi } from '@upshot/dialects';
import { err, ok, type Result } from '@upshot/errors';
import type { Answer, ApiRequest } from '../../http/answer.ts';
import type { CreatedWith } from '../../ports/definition-store.ts';
import type { HandlerPorts } from '../handler.ts';
import { badFields, nestShape } from './refusals.ts';

const KEY = /^[\x21-\x7e]{1,255}$/u;

/** The key and the hash of the body; undefined without a key. */
export function readCreatedWith({
  idempotencyKey,
  body,
}: ApiRequest): Result<CreatedWith | undefined, Answer> {
  if (idempotencyKey === '') return ok(undefined);
  if (KEY.test(idempotencyKey)) return ok({ idempotencyKey, bodyHash: hashOf(body) });
  const message = 'must be 1 to 255 printable characters without blanks';
  return err(badFields([{ field: 'Idempotency-Key', path: '', message, code: 'invalid_value' }]));
}

/** The answer to a key that was used before; null for one that was not. */
export async function replay(
  { caller }: ApiRequest,
  { idempotencyKey, bodyHash }: CreatedWith,
  { definitions }: HandlerPorts,
): Promise<Answer | null> {
  const found = await definitions.findCreated(caller, workflowsApi.name, idempotencyKey);
  if (found === null) return null;
  if (found.bodyHash !== bodyHash)
    return nestShape({ status: 422, message: 'The Idempotency-Key was used with another body' });
  const headers = { 'idempotent-replayed': 'true' };
  return { status: 201, body: workflowsApi.print(found.definition), headers };
}

/** The key of a workflow that is no longer there cannot be used again so soon. */
export const keyIsSpent = (): Answer =>
  nestShape({ status: 409, message: 'The workflow that was created with this Idempotency-Key is deleted' });

const hashOf = (body: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(body) ?? '')
    .digest('base64');
