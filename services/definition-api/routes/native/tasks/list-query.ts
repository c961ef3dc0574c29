/** The query of a list of tasks: whose, about what, in which order, and after which. */
import { err, ok, type Result } from '@upshot/errors';
import { TASK_STATUSES, type ListTasks, type TaskPlace } from '@upshot/tasks';
import { parseInstant } from '@upshot/values';
import { z } from 'zod';
import { zodProblems, type DialectProblem } from '@upshot/dialects';
import { cursorOf, placeIn } from '../cursor.ts';

export const DEFAULT_LIMIT = 25;
export const MAX_LIMIT = 100;

const text = z.string().min(1).max(200);
const id = z.uuid();
const list = (description: string) =>
  z
    .string()
    .max(20_000)
    .transform((commas) => commas.split(',').filter(Boolean))
    .describe(description);
const instant = z.string().transform((given, context): number => {
  const parsed = parseInstant(given);
  if (parsed !== undefined) return parsed.ms;
  context.addIssue('must be a date and time as 2026-03-01T10:00:00Z');
  return z.NEVER;
});

/** Every parameter, as a client writes it. */
export const taskQuery = z.strictObject({
  status: list('Statuses, separated by commas.')
    .pipe(z.array(z.enum(TASK_STATUSES)).min(1))
    .optional(),
  user: text.optional().describe('Only what is assigned to this person.'),
  group: text.optional().describe('Only what is assigned to this group.'),
  queue: text.optional().describe('Only what is assigned to this queue.'),
  claimedBy: text.optional().describe('Only what this person has claimed.'),
  inbox: text.optional().describe('What this person has claimed or could claim; `me` for whose key it is.'),
  groups: list('Of `inbox`: the groups and queues that the person is in, separated by commas.').optional(),
  module: text.optional(),
  recordId: text.optional().describe('Only of the record with this id.'),
  runId: id.optional(),
  definitionId: id.optional(),
  dueBefore: instant.optional(),
  dueAfter: instant.optional(),
  sandbox: z
    .enum(['true', 'false', 'any'])
    .optional()
    .describe('Tasks of runs in the sandbox; left out: none of them.'),
  order: z.enum(['created', 'due']).optional().describe('The newest first, or what is due soonest.'),
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/u, `must be a whole number from 1 to ${MAX_LIMIT}`)
    .transform(Number)
    .pipe(z.number().max(MAX_LIMIT))
    .optional(),
  cursor: z.string().max(300).optional().describe('What the page before called `next`.'),
});

export type TaskQuery = z.output<typeof taskQuery>;

/** The query by its schema. Every parameter may come once; an unknown one is refused by name. */
export function readListQuery(query: URLSearchParams): Result<TaskQuery, readonly DialectProblem[]> {
  const twice = [...new Set(query.keys())].filter((name) => query.getAll(name).length > 1);
  if (twice.length > 0) return err(twice.map((name) => wrong(name, 'must be given once')));
  const parsed = taskQuery.safeParse(Object.fromEntries(query));
  if (!parsed.success) return err(zodProblems(parsed.error, []));
  const { cursor, order = 'created', user, group, queue } = parsed.data;
  if ([user, group, queue].filter((each) => each !== undefined).length > 1)
    return err([wrong('user', 'one of user, group and queue can be asked for')]);
  if (cursor !== undefined && readCursor(cursor, order) === null)
    return err([wrong('cursor', 'is not one that was given out for this order')]);
  return ok(parsed.data);
}

const wrong = (name: string, message: string): DialectProblem => ({
  path: [name],
  code: 'invalid_value',
  message,
});

/** What is asked of the store, but for the inbox. */
export function questionOf(query: TaskQuery): ListTasks {
  const { status, claimedBy, module, recordId, runId, definitionId, dueBefore, dueAfter } = query;
  const { sandbox = 'false', order = 'created', limit = DEFAULT_LIMIT, cursor } = query;
  return {
    statuses: status,
    assignment: assignmentOf(query),
    claimedBy,
    module,
    recordId,
    runId,
    definitionId,
    dueBeforeMs: dueBefore,
    dueAfterMs: dueAfter,
    sandbox: sandbox === 'any' ? undefined : sandbox === 'true',
    order,
    after: cursor === undefined ? null : readCursor(cursor, order),
    limit,
  };
}

function assignmentOf({ user, group, queue }: TaskQuery): ListTasks['assignment'] {
  if (user !== undefined) return { to: 'user', id: user };
  if (group !== undefined) return { to: 'group', id: group };
  return queue === undefined ? undefined : { to: 'queue', id: queue };
}

const place = z.tuple([z.enum(['created', 'due']), z.int().nonnegative().max(8.64e15), id]);

/** Opaque to clients; it names a place in an order, and only the caller's tenant is looked through. */
export const writeCursor = (order: ListTasks['order'], { at, taskId }: TaskPlace): string =>
  cursorOf([order, at, taskId]);

function readCursor(cursor: string, order: ListTasks['order']): TaskPlace | null {
  const found = placeIn(place, cursor);
  return found === null || found[0] !== order ? null : { at: found[1], taskId: found[2] };
}
