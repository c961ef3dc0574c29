/** GET /api/audit: what was done by hand, by whom and why, the newest first. Nothing in it ever changes. */
import { okay } from '../../../http/answer.ts';
import { ACT_VERBS, type Act } from '../../../ports/act-document.ts';
import type { Handler } from '../../handler.ts';
import { pageOf, readPageQuery } from './page-query.ts';
import { refuseAt } from './read-body.ts';

export const listActs: Handler = async ({ caller, query }, { operating }) => {
  const read = readPageQuery(query, ['subject', 'by', 'verb']);
  if (!read.ok) return read.error;
  const { limit, after, given } = read.value;
  const verb = ACT_VERBS.find((each) => each === given.verb);
  if (given.verb !== undefined && verb === undefined)
    return refuseAt(400, ['verb'], 'invalid_value', `must be one of ${ACT_VERBS.join(', ')}`);
  const { subject, by } = given;
  const found = await operating.acts.page(caller, { subject, by, verb, after, limit: limit + 1 });
  const { shown, next } = pageOf(found, limit, ({ atMs, id }) => ({ atMs, id }));
  return okay({ acts: shown.map(print), next });
};

const print = ({ id, atMs, by, key, verb, subject, reason, detail }: Act) => ({
  id,
  at: new Date(atMs).toISOString(),
  by,
  key,
  verb,
  subject,
  reason,
  detail,
});
