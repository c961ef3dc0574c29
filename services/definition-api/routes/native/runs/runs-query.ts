/** The query of a search for runs. */
import { RUN_STATUSES, type Place, type RunHistoryStatus, type SearchRuns } from '@upshot/history';
import { z } from 'zod';
import { cursorOf, placeIn } from '../cursor.ts';
import { instant } from '../read-query.ts';

export const DEFAULT_LIMIT = 25;
export const MAX_LIMIT = 200;

const text = z.string().min(1).max(200);
const place = z.tuple([z.int().nonnegative().max(8.64e15), z.string().min(1).max(100)]);
const statuses: readonly string[] = RUN_STATUSES;
const isStatus = (status: string): status is RunHistoryStatus => statuses.includes(status);

const status = z.string().transform((list, context): readonly RunHistoryStatus[] => {
  const given = [...new Set(list.split(','))];
  const known = given.filter(isStatus);
  if (known.length === given.length) return known;
  context.addIssue({ code: 'custom', message: `must be made of ${RUN_STATUSES.join(', ')}` });
  return z.NEVER;
});

const cursor = z
  .string()
  .max(300)
  .transform((given, context): Place => {
    const found = placeIn(place, given);
    if (found !== null) return { startedAtMs: found[0], runId: found[1] };
    context.addIssue({ code: 'custom', message: 'is not one that was given out' });
    return z.NEVER;
  });

const limit = z
  .string()
  .regex(/^[1-9]\d{0,2}$/u, `must be a whole number from 1 to ${MAX_LIMIT}`)
  .transform(Number)
  .refine((number) => number <= MAX_LIMIT, `must be a whole number from 1 to ${MAX_LIMIT}`);

export const runsQuerySchema = z.strictObject({
  definitionId: text.optional(),
  module: text.optional(),
  recordId: text.optional(),
  rootRunId: text.optional(),
  status: status.optional(),
  startedFrom: instant.optional(),
  startedBefore: instant.optional(),
  errorCode: text.optional(),
  action: text.optional(),
  channel: text.optional(),
  text: text.optional(),
  sandbox: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional(),
  limit: limit.optional(),
  cursor: cursor.optional(),
});

export const RUNS_QUERY_SAYS: Readonly<Record<string, string>> = {
  definitionId: 'Only runs of this definition.',
  module: 'Only runs on records of this module.',
  recordId: 'Only runs on this record.',
  rootRunId: 'Only runs that come of this one.',
  status: `One or several of ${RUN_STATUSES.join(', ')}, with commas between.`,
  startedFrom: 'Started at or after.',
  startedBefore: 'Started before.',
  errorCode: 'Only runs with a step that failed with this code.',
  action: 'Only runs with a step of this action.',
  channel: 'Only runs with a step through this channel.',
  text: 'Words, all of which are in an error’s message or the definition’s name, or are the record’s id.',
  sandbox: 'Only runs in the sandbox, or only others.',
  limit: `How many, ${DEFAULT_LIMIT} unless given.`,
  cursor: 'What the page before called `next`.',
};

/** The question to the history. */
export function searchOf(query: z.output<typeof runsQuerySchema>): SearchRuns {
  const {
    status: asked,
    startedFrom,
    startedBefore,
    limit: size = DEFAULT_LIMIT,
    cursor: after,
    ...rest
  } = query;
  return {
    ...rest,
    ...(asked !== undefined && { statuses: asked }),
    ...(startedFrom !== undefined && { fromMs: startedFrom }),
    ...(startedBefore !== undefined && { toMs: startedBefore }),
    after: after ?? null,
    limit: size,
  };
}

/** Opaque to clients: it names a place and nothing else. */
export const writeCursor = ({ startedAtMs, runId }: Place): string => cursorOf([startedAtMs, runId]);
