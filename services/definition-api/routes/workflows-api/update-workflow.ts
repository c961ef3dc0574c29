/** PUT /workflows/:id: merges what is sent into the workflow; a list of actions replaces the one there. */
import { setTimeout as sleep } from 'node:timers/promises';
import { workflowsApi } from '@upshot/dialects';
import { okay, type Answer, type ApiRequest } from '../../http/answer.ts';
import { keyOf } from '../../ports/definition-store.ts';
import { PUBLISH_WAIT_MS, type Handler, type HandlerPorts } from '../handler.ts';
import { readId } from '../ids.ts';
import { conflict, invalid, workflowNotFound } from './refusals.ts';

/** Writers that meet take turns: each merges into what the one before has stored. */
const MOST_TURNS = 50;

/** Each update that is answered with 200 has raised `version` by one, whoever else wrote at the same time. */
export const updateWorkflow: Handler = async (request, ports) => {
  const id = readId(request.params['id']);
  if (id === null) return workflowNotFound();
  for (let turn = 0; turn < MOST_TURNS; turn += 1) {
    const answer = await updateOnce(id, request, ports);
    if (answer !== null) return answer;
    await sleep(Math.random() * (turn + 1) * 2);
  }
  return conflict();
};

/** Null when another write came in between. */
async function updateOnce(
  id: string,
  { caller, body }: ApiRequest,
  { definitions, sent, newId, publisher }: HandlerPorts,
): Promise<Answer | null> {
  const found = await definitions.find(caller, workflowsApi.name, id);
  if (found === null) return workflowNotFound();
  const modules = await sent.now();
  const context = { modules, newId, mode: 'update', existing: found.definition } as const;
  const parsed = workflowsApi.parse(body, context);
  if (!parsed.ok) return invalid(parsed.error);
  const updated = await definitions.replace(caller, found, parsed.value);
  if (updated === null) return null;
  await publisher.publishSoon(keyOf(caller, id), PUBLISH_WAIT_MS);
  return okay(workflowsApi.print(updated));
}
