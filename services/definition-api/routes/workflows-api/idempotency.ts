/** Idempotency-Key in the words of the Workflows API. */
import { workflowsApi } from '@upshot/dialects';
import { err, type Result } from '@upshot/errors';
import type { Answer, ApiRequest } from '../../http/answer.ts';
import type { CreatedWith } from '../../ports/definition-store.ts';
import type { HandlerPorts } from '../handler.ts';
import { findReplay, readCreatedWith as readKey, REPLAYED } from '../idempotency.ts';
import { badFields, nestShape } from './refusals.ts';

/** The key and the hash of the body; undefined without a key. */
export function readCreatedWith(request: ApiRequest): Result<CreatedWith | undefined, Answer> {
  const read = readKey(request);
  return read.ok ? read : err(badFields([read.error]));
}

/** The answer to a key that was used before; null for one that was not. */
export async function replay(
  request: ApiRequest,
  createdWith: CreatedWith,
  { definitions }: HandlerPorts,
): Promise<Answer | null> {
  const found = await findReplay(workflowsApi, request, createdWith, definitions);
  if (found === 'other_body')
    return nestShape({ status: 422, message: 'The Idempotency-Key was used with another body' });
  return found && { status: 201, body: workflowsApi.print(found), headers: REPLAYED };
}

/** The key of a workflow that is no longer there cannot be used again so soon. */
export const keyIsSpent = (): Answer =>
  nestShape({ status: 409, message: 'The workflow that was created with this Idempotency-Key is deleted' });
