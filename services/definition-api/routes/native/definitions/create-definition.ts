/** POST /api/definitions: stores a new definition and publishes it. */
import { native } from '@upshot/dialects';
import type { Answer, ApiRequest } from '../../../http/answer.ts';
import { problemShape } from '../../../http/refusal.ts';
import { keyOf, type CreatedWith } from '../../../ports/definition-store.ts';
import { PUBLISH_WAIT_MS, type Handler, type HandlerPorts } from '../../handler.ts';
import { findReplay, readCreatedWith, REPLAYED } from '../../idempotency.ts';
import { answerDefinition, invalidDefinition } from './answers.ts';
import { parseDefinition } from './parse-definition.ts';

/** With an Idempotency-Key, a client that has lost the answer may ask again and creates no second definition. */
export const createDefinition: Handler = async (request, ports) => {
  const { caller, body } = request;
  const { newId, definitions, publisher } = ports;
  const read = readCreatedWith(request);
  if (!read.ok)
    return problemShape({
      status: 400,
      message: `Idempotency-Key ${read.error.message}`,
      details: [read.error],
    });
  const parsed = await parseDefinition(body, caller, ports);
  if (!parsed.ok) return invalidDefinition(parsed.error);
  const createdWith = read.value;
  const definition = {
    id: newId(),
    dialect: native.name,
    createdBy: caller.keyId,
    parsed: parsed.value,
    createdWith,
  };
  const created = await definitions.insert(caller, definition);
  if (created === null) return (createdWith && (await replay(request, createdWith, ports))) ?? spent();
  await publisher.publishSoon(keyOf(caller, created.id), PUBLISH_WAIT_MS);
  const answer = answerDefinition(201, created);
  return { ...answer, headers: { ...answer.headers, location: `/api/definitions/${created.id}` } };
};

async function replay(
  request: ApiRequest,
  createdWith: CreatedWith,
  { definitions }: HandlerPorts,
): Promise<Answer | null> {
  const found = await findReplay(native, request, createdWith, definitions);
  if (found === null) return null;
  if (found === 'other_body')
    return problemShape({ status: 422, message: 'The Idempotency-Key was used with another body' });
  const answer = answerDefinition(201, found);
  return { ...answer, headers: { ...answer.headers, ...REPLAYED } };
}

const spent = (): Answer =>
  problemShape({
    status: 409,
    message: 'What was created with this Idempotency-Key is deleted, or was no definition',
  });
