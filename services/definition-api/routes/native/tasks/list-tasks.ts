/** GET /api/tasks: tasks and inboxes, page by page. */
import { err, ok, type Result } from '@upshot/errors';
import type { ListTasks } from '@upshot/tasks';
import { okay, type Answer, type Caller } from '../../../http/answer.ts';
import type { Handler } from '../../handler.ts';
import { refuseProblems } from '../refusals.ts';
import { forbidden } from './actor.ts';
import { questionOf, readListQuery, writeCursor, type TaskQuery } from './list-query.ts';
import { printSummary } from './print-task.ts';

export const listTasks: Handler = async ({ caller, query }, { tasks }) => {
  const read = readListQuery(query);
  if (!read.ok) return refuseProblems(400, 'The query is refused', read.error);
  const inbox = inboxOf(caller, read.value);
  if (!inbox.ok) return inbox.error;
  const question = { ...questionOf(read.value), inbox: inbox.value };
  const { tasks: shown, next } = await tasks.list(caller, question);
  return okay({
    tasks: shown.map(printSummary),
    next: next === null ? null : writeCursor(question.order, next),
  });
};

/** A person sees his own inbox, a program that of whom it names. */
function inboxOf(caller: Caller, { inbox, groups }: TaskQuery): Result<ListTasks['inbox'], Answer> {
  if (inbox === undefined) return ok(undefined);
  const { user } = caller;
  if (user !== undefined)
    return inbox === 'me' || inbox === user
      ? ok({ user, groups: caller.groups ?? [] })
      : err(forbidden('This key acts for one person alone'));
  if (inbox !== 'me') return ok({ user: inbox, groups: groups ?? [] });
  const message = 'this key stands for no person: name one';
  return err(
    refuseProblems(400, 'The query is refused', [{ path: ['inbox'], code: 'invalid_value', message }]),
  );
}
