/** GET /api/runs/:id: one run, whole. */
import { okay } from '../../../http/answer.ts';
import type { Handler } from '../../handler.ts';
import { notFound } from '../refusals.ts';
import { printRun } from './print-run.ts';

const ID = /^[\w-]{1,100}$/u;

export const getRun: Handler = async ({ caller, params }, { history }) => {
  const id = params['id'] ?? '';
  const run = ID.test(id) ? await history.findRun(caller, id) : null;
  return run === null ? notFound('Run') : okay(printRun(run));
};
