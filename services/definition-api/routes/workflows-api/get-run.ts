/** GET /workflows/runs/:runId: one run with its steps. */
import { workflowsApi } from '@upshot/dialects';
import { okay } from '../../http/answer.ts';
import type { Handler } from '../handler.ts';
import { readId } from '../ids.ts';
import { printRunDetail } from './print-run.ts';
import { runNotFound } from './refusals.ts';

export const getRun: Handler = async ({ caller, params }, { history }) => {
  const id = readId(params['runId']);
  const run = id === null ? null : await history.findRun(caller, id);
  if (run === null || run.dialect !== workflowsApi.name) return runNotFound();
  return okay(printRunDetail(run));
};
