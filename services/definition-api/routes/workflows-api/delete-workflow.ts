/** DELETE /workflows/:id: forgets a workflow and publishes that it is gone. Runs that have started go on. */
import { workflowsApi } from '@upshot/dialects';
import { okay } from '../../http/answer.ts';
import { keyOf } from '../../ports/definition-store.ts';
import { PUBLISH_WAIT_MS, type Handler } from '../handler.ts';
import { readId } from '../ids.ts';
import { workflowNotFound } from './refusals.ts';

export const deleteWorkflow: Handler = async ({ caller, params }, { definitions, publisher }) => {
  const id = readId(params['id']);
  const removed = id !== null && (await definitions.remove(caller, workflowsApi.name, id));
  if (!removed) return workflowNotFound();
  await publisher.publishSoon(keyOf(caller, id), PUBLISH_WAIT_MS);
  return okay({ success: true });
};
