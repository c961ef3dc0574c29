/** GET /api/definitions: the definitions of the native API, the newest first, page by page. */
import { native } from '@upshot/dialects';
import { okay, type Answer } from '../../../http/answer.ts';
import type { Handler } from '../../handler.ts';
import { refuseProblems } from '../refusals.ts';
import { readListQuery, writeCursor } from './list-query.ts';

/** What is created while a client pages comes before its first page: nothing comes twice, and nothing is left out. */
export const listDefinitions: Handler = async ({ caller, query }, { definitions }): Promise<Answer> => {
  const read = readListQuery(query);
  if (!read.ok) return refuseProblems(400, 'The query is refused', read.error);
  const { limit, module, after } = read.value;
  const page = { dialect: native.name, module, after, limit: limit + 1 };
  const found = await definitions.page(caller, page);
  const shown = found.slice(0, limit);
  const last = found.length > limit ? shown.at(-1) : undefined;
  return okay({
    definitions: shown.map(native.printSummary),
    next: last === undefined ? null : writeCursor(last),
  });
};
