/** POST /workflows: stores a new workflow and publishes it. */
import { workflowsApi } from '@upshot/dialects';
import { keyOf } from '../../ports/definition-store.ts';
import { PUBLISH_WAIT_MS, type Handler } from '../handler.ts';
import { invalid } from './refusals.ts';

export const createWorkflow: Handler = async ({ caller, body }, ports) => {
  const { modules, newId, definitions, publisher } = ports;
  const parsed = workflowsApi.parse(body, { modules, newId, mode: 'create' });
  if (!parsed.ok) return invalid(parsed.error);
  const id = newId();
  const created = await definitions.insert(caller, {
    id,
    dialect: workflowsApi.name,
    createdBy: caller.keyId,
    parsed: parsed.value,
  });
  await publisher.publishSoon(keyOf(caller, id), PUBLISH_WAIT_MS);
  return { status: 201, body: workflowsApi.print(created) };
};
