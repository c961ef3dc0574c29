/** How what is told of the past is described: paths and answers of the OpenAPI document. */
import { ERASURE_PARTS, RUN_STATUSES, STEP_STATUSES } from '@upshot/history';
import { erasureSchema } from './erasure/erasures.ts';
import { liveQuerySchema } from './live/live-runs.ts';
import {
  answer,
  BODY,
  header,
  ID,
  json,
  KEYED,
  operation,
  problem,
  ref,
  type Json,
} from './open-api-parts.ts';
import { parametersOf } from './read-query.ts';
import { RUNS_QUERY_SAYS, runsQuerySchema } from './runs/runs-query.ts';
import { MAX_HOURS, statisticsQuerySchema } from './statistics/get-statistics.ts';
import { retentionSchema } from './statistics/retention.ts';

const READ = 'runs:read';
const WRITE = 'runs:write';
const QUERY = { 400: problem('The query is wrong.') };
const text = { type: 'string' };
const time = { type: 'string', format: 'date-time' };
const orNull = (type: string, more: Json = {}) => ({ type: [type, 'null'], ...more });
const list = (items: Json) => ({ type: 'array', items });
const object = (properties: Json, required = Object.keys(properties)) => ({
  type: 'object',
  required,
  properties,
});

/** Bodies that validate, under their names. */
export const PAST_BODIES = { ErasureRequest: erasureSchema, HistorySettings: retentionSchema };

const body = (name: keyof typeof PAST_BODIES) => ({ required: true, content: json(ref(name)) });

export const PAST_PATHS: Json = {
  '/api/runs': {
    get: operation('searchRuns', READ, 'Runs by what they are asked for, the newest first.', {
      parameters: parametersOf(runsQuerySchema, RUNS_QUERY_SAYS),
      responses: {
        200: answer(
          'A page. Where `next` is set there may be more, also where this page is short.',
          ref('RunPage'),
        ),
        ...QUERY,
        ...KEYED,
      },
    }),
  },
  '/api/runs/{id}': {
    parameters: ID,
    get: operation('getRun', READ, 'One run with its steps and all that happened.', {
      responses: { 200: answer('The run.', ref('Run')), 404: problem('There is no such run.'), ...KEYED },
    }),
  },
  '/api/live/runs': {
    get: operation('liveRuns', READ, 'Runs as they change, as server-sent events.', {
      parameters: [
        ...parametersOf(liveQuerySchema, { definitionId: 'Only runs of this definition.' }),
        header('Last-Event-ID', 'The id of the last event that was heard: what changed since comes first.'),
      ],
      responses: {
        200: {
          description:
            'Events `run` (data: a run without its steps, as it is now) and `reset` (something may have been missed: read the list anew).',
          content: { 'text/event-stream': { schema: text } },
        },
        ...QUERY,
        ...KEYED,
      },
    }),
  },
  '/api/definitions/{id}/statistics': {
    parameters: ID,
    get: operation('getStatistics', READ, 'How many runs began and ended in each hour, and how.', {
      parameters: parametersOf(statisticsQuerySchema, {
        from: `From the hour of this time; the last day unless given, and at most ${MAX_HOURS} hours.`,
        to: 'Up to this time.',
      }),
      responses: {
        200: answer('The hours in which something happened.', ref('RunStatistics')),
        ...QUERY,
        404: problem('That is no id.'),
        ...KEYED,
      },
    }),
  },
  '/api/settings/history': {
    get: operation(
      'getHistorySettings',
      READ,
      'For how many days runs are kept after their end, and tasks after they were settled.',
      {
        responses: { 200: answer('The days.', ref('HistorySettings')), ...KEYED },
      },
    ),
    put: operation('putHistorySettings', WRITE, 'Changes it, for runs and tasks that have ended as well.', {
      requestBody: body('HistorySettings'),
      responses: { 200: answer('The days.', ref('HistorySettings')), ...BODY, ...KEYED },
    }),
  },
  '/api/erasures': {
    get: operation('listErasures', READ, 'What was erased, the newest first: when and by whom.', {
      responses: {
        200: answer('The entries.', object({ erasures: list(ref('Erasure')) })),
        ...KEYED,
      },
    }),
    post: operation(
      'requestErasure',
      WRITE,
      'Erases a record from what is kept of the past, and ends its open runs.',
      {
        requestBody: body('ErasureRequest'),
        responses: { 202: answer('Every service does its part.', ref('Erasure')), ...BODY, ...KEYED },
      },
    ),
  },
  '/api/erasures/{id}': {
    parameters: ID,
    get: operation('getErasure', READ, 'How far an erasure has come.', {
      responses: {
        200: answer('The entry.', ref('Erasure')),
        404: problem('There is no such erasure.'),
        ...KEYED,
      },
    }),
  },
};

const SUMMARY = {
  id: text,
  definitionId: text,
  definitionName: text,
  definitionVersion: { type: 'integer' },
  version: { type: 'integer', description: 'That it stands on.' },
  dialect: text,
  module: text,
  recordId: text,
  triggerName: text,
  status: { enum: RUN_STATUSES },
  reason: orNull('string'),
  error: orNull('string'),
  sandbox: { type: 'boolean' },
  rootRunId: text,
  parentRunId: orNull('string'),
  depth: { type: 'integer' },
  traceId: orNull('string'),
  committedAt: time,
  startedAt: time,
  finishedAt: orNull('string', { format: 'date-time' }),
  durationMs: orNull('integer'),
};
const STEP = {
  id: text,
  nodeId: text,
  nodeKind: text,
  action: text,
  effectId: orNull('string'),
  arms: list(text),
  status: { enum: STEP_STATUSES },
  answer: orNull('string'),
  input: { description: 'What was sent, as rendered, without secrets.' },
  output: { type: 'object' },
  error: orNull('object'),
  attempts: { type: 'integer' },
  attemptLog: list({ type: 'object' }),
  startedAt: time,
  finishedAt: orNull('string', { format: 'date-time' }),
  durationMs: orNull('integer'),
  dueAt: orNull('string', { format: 'date-time' }),
};
const BEGUN_WITH = orNull('object', {
  description:
    'Its variables at its start, and what steps of a run that it repeats had come to, where it was asked for.',
});
const COUNTS = {
  started: { type: 'integer' },
  completed: { type: 'integer' },
  skipped: { type: 'integer' },
  failed: { type: 'integer' },
  cancelled: { type: 'integer' },
  durationMs: object({ p50: orNull('integer'), p95: orNull('integer') }),
};

export const PAST_ANSWERS: Json = {
  RunSummary: object(SUMMARY),
  RunPage: object({ runs: list(ref('RunSummary')), next: orNull('string') }),
  Run: {
    allOf: [ref('RunSummary')],
    ...object({ begunWith: BEGUN_WITH, steps: list(object(STEP)), happenings: list({ type: 'object' }) }),
  },
  RunStatistics: object({
    definitionId: text,
    hours: list(object({ hour: time, ...COUNTS })),
    total: object(COUNTS),
  }),
  Erasure: object({
    id: text,
    subjectHash: text,
    requestedBy: text,
    requestedAt: time,
    finishedAt: orNull('string', { format: 'date-time' }),
    waiting: list({ enum: ERASURE_PARTS }),
    done: list(object({ part: { enum: ERASURE_PARTS }, count: { type: 'integer' }, doneAt: time })),
  }),
};
