/** GET /workflows/:id: one workflow with its actions. */
import { workflowsApi } from '@upshot/dialects';
import { okay } from '../../http/answer.ts';
import type { Handler } from '../handler.ts';
import { readId } from '../ids.ts';
import { workflowNotFound } from './refusals.ts';

export const getWorkflow: Handler = async ({ caller, params }, { definitions }) => {
  const id = readId(params['id']);
  const found = id === null ? null : await definitions.find(caller, workflowsApi.name, id);
  return found === null ? workflowNotFound() : okay(workflowsApi.print(found.definition));
};
