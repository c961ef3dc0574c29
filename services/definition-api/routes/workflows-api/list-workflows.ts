/** GET /workflows: every workflow, newest change first, without actions. A bare list, as real clients expect. */
import { workflowsApi } from '@upshot/dialects';
import { okay, type Answer } from '../../http/answer.ts';
import type { Handler } from '../handler.ts';
import { readOnce, readPage } from './paging.ts';
import { badFields } from './refusals.ts';

/** `?module` filters (an unknown one finds nothing); `?page` and `?limit` slice, with the total in X-Total-Count. */
export const listWorkflows: Handler = async ({ caller, query }, { definitions }): Promise<Answer> => {
  const module = readOnce(query, 'module');
  const page = readPage(query);
  if (typeof module === 'object') return badFields([module]);
  if (!page.ok) return badFields(page.error);
  const question = { dialect: workflowsApi.name, module: module === '' ? undefined : module };
  if (page.value === null)
    return okay((await definitions.list(caller, question)).map(workflowsApi.printSummary));
  const { limit } = page.value;
  const slice = { skip: (page.value.page - 1) * limit, limit };
  const [found, total] = await Promise.all([
    definitions.list(caller, { ...question, slice }),
    definitions.count(caller, question),
  ]);
  return okay(found.map(workflowsApi.printSummary), { 'x-total-count': String(total) });
};
