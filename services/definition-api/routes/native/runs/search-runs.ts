/** GET /api/runs: runs by what they are asked for, the newest first, page by page. */
import { okay } from '../../../http/answer.ts';
import type { Handler } from '../../handler.ts';
import { readQuery } from '../read-query.ts';
import { printSummary } from './print-run.ts';
import { runsQuerySchema, searchOf, writeCursor } from './runs-query.ts';

/** A page may be short or empty and have a `next`: it looks only so far. What starts meanwhile comes before the first page. */
export const searchRuns: Handler = async ({ caller, query }, { past }) => {
  const read = readQuery(runsQuerySchema, query);
  if (!read.ok) return read.error;
  const { runs, next } = await past.search.search(caller, searchOf(read.value));
  return okay({ runs: runs.map(printSummary), next: next === null ? null : writeCursor(next) });
};
