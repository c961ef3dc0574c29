/** How what is done by hand to runs and versions is described: paths and answers of the OpenAPI document. */
import { z } from 'zod';
import { ACT_VERBS } from '../../../ports/act-document.ts';
import { JOB_VERBS } from '../../../ports/job-document.ts';
import {
  answer,
  BODY,
  header,
  ID,
  json,
  KEYED,
  operation,
  parameter,
  problem,
  ref,
  type Json,
} from '../open-api-parts.ts';
import { takeOverSchema } from '../versions/take-over.ts';
import { reasonBodySchema } from './control-run.ts';
import { controlRunsSchema } from './control-runs.ts';
import { DEFAULT_LIMIT, MAX_LIMIT } from './page-query.ts';
import { runAgainSchema } from './run-again.ts';
import { startByHandSchema } from './start-by-hand.ts';

const RUNS = 'runs:write';
const KEY = [header('Idempotency-Key', 'The same request again does nothing, and is answered as before.')];
const NUMBER = {
  name: 'n',
  in: 'path',
  required: true,
  description: 'The number of a version.',
  schema: { type: 'integer', minimum: 1 },
};
const GONE = { 404: problem('There is none of that id, or it is kept no longer.') };
const REUSED = {
  422: problem('The key was used with another request, or the body names what is not there.'),
};
const OBJECT = { type: 'object' };

/** The body of a schema, as a client writes it. */
function body(schema: z.ZodType) {
  const made = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return { required: true, content: json(JSON.parse(JSON.stringify(made, plain))) };
}

/** Without what only zod says; a reference inside the schema is to any JSON value. */
function plain(key: string, value: unknown): unknown {
  if (key === '$schema' || key === '$defs') return undefined;
  return typeof value === 'object' && value !== null && '$ref' in value ? {} : value;
}

const PAGE = [
  parameter(
    'limit',
    { type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT },
    'How many.',
  ),
  parameter('cursor', { type: 'string' }, 'What the page before called `next`.'),
];
const ENDING = parameter(
  'runs',
  { enum: ['drain', 'cancel'] },
  'What becomes of open runs; has to be said where there are any.',
);

const one = (operationId: string, summary: string) => ({
  parameters: ID,
  post: operation(operationId, RUNS, summary, {
    parameters: KEY,
    requestBody: body(reasonBodySchema),
    responses: {
      200: answer('It is so already.', OBJECT),
      202: answer('It is told; its history shows when it has heard.', OBJECT),
      ...BODY,
      ...GONE,
      409: problem('The run is over: `runStatus` says how.'),
      ...REUSED,
      ...KEYED,
    },
  }),
});

const many = (operationId: string, summary: string) => ({
  post: operation(operationId, RUNS, summary, {
    parameters: KEY,
    requestBody: body(controlRunsSchema),
    responses: {
      200: answer('A dry run: how many there are.', OBJECT),
      202: answer('The job that tells them, one page after the other.', OBJECT),
      ...BODY,
      ...REUSED,
      ...KEYED,
    },
  }),
});

const AGAIN = {
  parameters: ID,
  post: operation('runAgain', RUNS, 'A new run of one that is over, from a step of choice.', {
    parameters: KEY,
    requestBody: body(runAgainSchema),
    responses: {
      202: answer(
        'The id of the new run; `carried` names the variables and steps that it knows of, `unknown` says what cannot be known and why.',
        OBJECT,
      ),
      ...BODY,
      ...GONE,
      409: problem('The run is not over, its definition is deleted, or whom it was about is erased.'),
      422: problem('The place is none, what is read there cannot be known, or the key was reused.'),
      ...KEYED,
    },
  }),
};

const START = {
  parameters: ID,
  post: operation('startByHand', RUNS, 'Runs of a definition on given records.', {
    parameters: KEY,
    requestBody: body(startByHandSchema),
    responses: {
      202: answer('The ids of the runs.', OBJECT),
      ...BODY,
      ...GONE,
      409: problem('The definition is archived.'),
      ...REUSED,
      ...KEYED,
    },
  }),
};

const ARCHIVE = {
  parameters: ID,
  post: operation('archiveDefinition', 'definitions:write', 'Puts it away: it starts nothing any more.', {
    parameters: [...KEY, ENDING],
    requestBody: body(reasonBodySchema),
    responses: {
      200: answer('It is archived.', OBJECT),
      ...BODY,
      ...GONE,
      409: problem('Runs are open, and `runs` is not said.'),
      ...REUSED,
      ...KEYED,
    },
  }),
};

/** Of DELETE /api/definitions/{id}. */
export const DELETE_DEFINITION = operation('deleteDefinition', 'definitions:write', 'Forgets it.', {
  parameters: [...KEY, ENDING, parameter('reason', { type: 'string' }, 'Why, for the audit.')],
  responses: {
    200: answer('It is gone.', OBJECT),
    400: problem('The query is wrong.'),
    ...GONE,
    409: problem('Runs are open, and `runs` is not said.'),
    ...REUSED,
    ...KEYED,
  },
});

const READ = 'definitions:read';
const read = (operationId: string, scope: string, summary: string, schema: Json, more: Json = {}) =>
  operation(operationId, scope, summary, {
    ...more,
    responses: {
      200: answer('What there is.', schema),
      400: problem('The query is wrong.'),
      ...GONE,
      ...KEYED,
    },
  });

const AT_VERSION = { parameters: [...ID, NUMBER] };

const RESTORE = {
  ...AT_VERSION,
  post: operation('restoreVersion', 'definitions:write', 'Puts it back, as the next version.', {
    parameters: KEY,
    requestBody: body(reasonBodySchema),
    responses: {
      200: answer('The number that it has now.', OBJECT),
      ...BODY,
      ...GONE,
      409: problem('It is the newest already, or others change the definition at this moment.'),
      422: problem(
        'A save would be refused today: each problem by its place and node. Or the key was reused.',
      ),
      ...KEYED,
    },
  }),
};

const TAKE_OVER = {
  ...AT_VERSION,
  post: operation(
    'takeOver',
    RUNS,
    'Takes over the open runs of earlier versions. A wait keeps its remaining time.',
    {
      parameters: KEY,
      requestBody: body(takeOverSchema),
      responses: {
        200: answer('A dry run: where runs stand, and which have no place.', ref('TakeOverReport')),
        202: answer('The job that takes them over.', OBJECT),
        ...BODY,
        ...GONE,
        409: problem('No run has a place.'),
        ...REUSED,
        ...KEYED,
      },
    },
  ),
};

const filters = [
  parameter('subject', { type: 'string' }, 'Only what was done to this run, definition or job.'),
  parameter('by', { type: 'string' }, 'Only what this person did, or what was done with this key.'),
  parameter('verb', { enum: [...ACT_VERBS] }, 'Only acts of this kind.'),
];

export const OPERATING_PATHS = {
  '/api/runs/pause': many('pauseRuns', 'Pauses the open runs of a filter.'),
  '/api/runs/resume': many('resumeRuns', 'Resumes the paused runs of a filter.'),
  '/api/runs/cancel': many('cancelRuns', 'Cancels the open runs of a filter.'),
  '/api/runs/{id}/pause': one('pauseRun', 'It finishes the step in hand and goes no further.'),
  '/api/runs/{id}/resume': one('resumeRun', 'It goes on from where it was held.'),
  '/api/runs/{id}/cancel': one('cancelRun', 'It ends; what it waits for is cancelled.'),
  '/api/runs/{id}/again': AGAIN,
  '/api/definitions/{id}/start': START,
  '/api/definitions/{id}/archive': ARCHIVE,
  '/api/definitions/{id}/versions': {
    parameters: ID,
    get: read('listVersions', READ, 'Its versions, the newest first.', OBJECT),
  },
  '/api/definitions/{id}/versions/{n}': {
    ...AT_VERSION,
    get: read('getVersion', READ, 'One version.', OBJECT),
  },
  '/api/definitions/{id}/versions/{n}/diff': {
    ...AT_VERSION,
    get: read('diffOfVersion', READ, 'What changed, node by node.', OBJECT, {
      parameters: [
        parameter('from', { type: 'integer' }, 'Since which version; the one before unless said.'),
      ],
    }),
  },
  '/api/definitions/{id}/versions/{n}/restore': RESTORE,
  '/api/definitions/{id}/versions/{n}/take-over': TAKE_OVER,
  '/api/jobs': {
    get: read('listJobs', 'runs:read', 'Jobs, the newest first.', OBJECT, { parameters: PAGE }),
  },
  '/api/jobs/{id}': {
    parameters: ID,
    get: read('getJob', 'runs:read', 'How far it has come.', ref('Job')),
  },
  '/api/jobs/{id}/stop': {
    parameters: ID,
    post: operation('stopJob', RUNS, 'It goes no further; what it has told runs so far stays.', {
      parameters: KEY,
      requestBody: body(reasonBodySchema),
      responses: { 200: answer('As it is now.', ref('Job')), ...BODY, ...GONE, ...REUSED, ...KEYED },
    }),
  },
  '/api/audit': {
    get: read('listActs', 'runs:read', 'What was done by hand, the newest first.', OBJECT, {
      parameters: [...PAGE, ...filters],
    }),
  },
};

const count = { type: 'integer', minimum: 0 };

export const OPERATING_ANSWERS = {
  Job: {
    type: 'object',
    required: ['id', 'verb', 'status', 'total', 'seen', 'told', 'unplaced'],
    properties: {
      id: { type: 'string', format: 'uuid' },
      verb: { enum: [...JOB_VERBS] },
      status: { enum: ['running', 'done', 'stopped'] },
      total: { ...count, description: 'Runs when it was asked for.' },
      seen: { ...count, description: 'Runs that it has come across.' },
      told: { ...count, description: 'Runs that were told.' },
      unplaced: { ...count, description: 'Runs that stay on their version.' },
    },
  },
  TakeOverReport: {
    type: 'object',
    required: ['runs', 'placed', 'unplaced', 'nodes'],
    properties: {
      runs: count,
      placed: count,
      unplaced: count,
      nodes: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            version: count,
            nodeId: { type: 'string' },
            kind: { type: ['string', 'null'] },
            runs: count,
            to: { type: 'string' },
            problem: { enum: ['node_missing', 'other_kind', null] },
          },
        },
      },
    },
  },
};
