/** POST /workflows: stores a new workflow and publishes it. */
import { workflowsApi } from '@upshot/dialects';
import { keyOf } from '../../ports/definition-store.ts';
import { PUBLISH_WAIT_MS, type Handler } from '../handler.ts';
import { keyIsSpent, readCreatedWith, replay } from './idempotency.ts';
import { invalid } from './refusals.ts';

/** With an Idempotency-Key, a client that has lost the answer may ask again and creates no second workflow. */
export const createWorkflow: Handler = async (request, ports) => {
  const { caller, body } = request;
  const { sent, newId, definitions, publisher } = ports;
  const read = readCreatedWith(request);
  if (!read.ok) return read.error;
  const createdWith = read.value;
  const parsed = workflowsApi.parse(body, { modules: await sent.now(), newId, mode: 'create' });
  if (!parsed.ok) return invalid(parsed.error);
  const [id, dialect, createdBy] = [newId(), workflowsApi.name, caller.keyId];
  const created = await definitions.insert(caller, {
    id,
    dialect,
    createdBy,
    createdWith,
    parsed: parsed.value,
  });
  if (created === null) return (createdWith && (await replay(request, createdWith, ports))) ?? keyIsSpent();
  await publisher.publishSoon(keyOf(caller, id), PUBLISH_WAIT_MS);
  return { status: 201, body: workflowsApi.print(created) };
};
