/** GET /workflows/:id/runs: the runs of a workflow, newest first; none for a workflow that is not there. */
import { workflowsApi } from '@upshot/dialects';
import { okay } from '../../http/answer.ts';
import type { Handler } from '../handler.ts';
import { readId } from '../ids.ts';
import { readPageOrFirst } from './paging.ts';
import { printRun } from './print-run.ts';
import { badFields } from './refusals.ts';

/** Deleting a workflow takes its runs along, as far as this API shows them. */
export const listRuns: Handler = async ({ caller, params, query }, { definitions, history }) => {
  const read = readPageOrFirst(query);
  if (!read.ok) return badFields(read.error);
  const id = readId(params['id']);
  const found = id === null ? null : await definitions.find(caller, workflowsApi.name, id);
  if (id === null || found === null) return okay({ data: [], total: 0, ...read.value });
  const { runs, total } = await history.listRuns(caller, { definitionId: id, ...read.value });
  return okay({ data: runs.map(printRun), total, ...read.value });
};
