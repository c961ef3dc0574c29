/** PATCH /workflows/:id/toggle: sets `isActive` to the value given; it does not flip, and `version` stays. */
import { workflowsApi } from '@upshot/dialects';
import { z } from 'zod';
import { okay } from '../../http/answer.ts';
import { keyOf } from '../../ports/definition-store.ts';
import { PUBLISH_WAIT_MS, type Handler } from '../handler.ts';
import { readId } from '../ids.ts';
import { badFields, workflowNotFound } from './refusals.ts';

const toggle = z.strictObject({ isActive: z.boolean('must be true or false') });

export const toggleWorkflow: Handler = async ({ caller, params, body }, { definitions, publisher }) => {
  const parsed = toggle.safeParse(body);
  if (!parsed.success) return badFields(parsed.error.issues.flatMap(toDetails));
  const id = readId(params['id']);
  if (id === null) return workflowNotFound();
  const changed = await definitions.setActive(caller, workflowsApi.name, id, parsed.data.isActive);
  if (changed === null) return workflowNotFound();
  await publisher.publishSoon(keyOf(caller, id), PUBLISH_WAIT_MS);
  return okay(workflowsApi.print(changed));
};

function toDetails(issue: z.core.$ZodIssue) {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => detail(key, 'is not a known property', 'unknown_property'));
  const [field = 'body'] = issue.path;
  return [detail(String(field), field === 'body' ? 'must be an object' : issue.message, 'wrong_type')];
}

const detail = (field: string, message: string, code: string) => ({
  field,
  message,
  code,
  path: field === 'body' ? '' : `/${field}`,
});
