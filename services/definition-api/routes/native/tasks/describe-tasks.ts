/** Tasks in the OpenAPI document: routes, bodies by the schemas that validate them, and what is answered. */
import { TASK_STATUSES } from '@upshot/tasks';
import { z } from 'zod';
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
import { claimBody, completeBody, reassignBody, rejectBody } from './bodies.ts';
import { DEFAULT_LIMIT, MAX_LIMIT, taskQuery } from './list-query.ts';

/** Each under its name, for the registry of schemas. */
export const TASK_BODIES = {
  TaskClaim: claimBody,
  TaskCompletion: completeBody,
  TaskRejection: rejectBody,
  TaskReassignment: reassignBody,
};

const READ = 'tasks:read';
const WRITE = 'tasks:write';
const GONE = { 404: problem('There is no such task.') };
const FASTER = {
  409: problem(
    'Somebody was faster: `task` says who and when. Or the changes acknowledged are others by now.',
  ),
};

const act = (
  operationId: string,
  summary: string,
  body: keyof typeof TASK_BODIES,
  more: Json = {},
  parameters: readonly Json[] = [],
) => ({
  parameters: [...ID, ...parameters],
  post: operation(operationId, WRITE, summary, {
    requestBody: { required: true, content: json(ref(body)) },
    responses: {
      200: answer('The task as it is now.', ref('Task')),
      ...BODY,
      ...GONE,
      ...FASTER,
      ...more,
      ...KEYED,
      403: problem('The key lacks the scope, or stands for somebody whom the task is not for.'),
    },
  }),
});

const ONCE = [header('Idempotency-Key', 'The same request again is answered as the first was.')];

export const TASK_PATHS = {
  '/api/tasks': {
    get: operation('listTasks', READ, 'Tasks, or the inbox of a person.', {
      parameters: queryParameters(),
      responses: {
        200: answer('A page.', ref('TaskPage')),
        400: problem('The query is wrong.'),
        ...KEYED,
      },
    }),
  },
  '/api/tasks/{id}': {
    parameters: ID,
    get: operation('getTask', READ, 'One task, with what changed on its record since it was made.', {
      responses: { 200: answer('The task.', ref('ShownTask')), ...GONE, ...KEYED },
    }),
  },
  '/api/tasks/{id}/claim': act('claimTask', 'Takes the task, so that nobody else does.', 'TaskClaim'),
  '/api/tasks/{id}/release': act('releaseTask', 'Gives it back.', 'TaskClaim'),
  '/api/tasks/{id}/reassign': act('reassignTask', 'Gives it to somebody else.', 'TaskReassignment'),
  '/api/tasks/{id}/complete': act(
    'completeTask',
    'Answers it: the run goes on along the edge of the decision. Of two answers one wins.',
    'TaskCompletion',
    { 428: problem('The record has changed: `changes` says how, to be acknowledged by its tag.') },
    ONCE,
  ),
  '/api/tasks/{id}/reject': act(
    'rejectTask',
    'Declines it: the run goes on along its edge `rejected`.',
    'TaskRejection',
    {},
    ONCE,
  ),
};

const text = { type: 'string' };
const date = { type: ['string', 'null'], format: 'date-time' };
const perhaps = { type: ['string', 'null'] };
const ASSIGNMENT = {
  type: 'object',
  required: ['to', 'id'],
  properties: { to: { enum: ['user', 'group', 'queue'] }, id: text },
};

const SUMMARY = {
  id: { type: 'string', format: 'uuid' },
  title: text,
  status: { enum: TASK_STATUSES },
  assignment: ASSIGNMENT,
  claimedBy: perhaps,
  claimedAt: date,
  module: text,
  recordId: text,
  runId: text,
  nodeId: text,
  definition: {
    type: 'object',
    properties: { id: text, version: { type: 'integer' }, name: text },
  },
  sandbox: { type: 'boolean' },
  createdAt: { type: 'string', format: 'date-time' },
  dueAt: date,
  remindedAt: date,
  escalatedAt: date,
  decision: perhaps,
  settledAt: { ...date, description: 'When the run went on; null while the answer is on its way.' },
};

const ACT = {
  type: 'object',
  description: 'Who did what and when; `by` is null where the run did it.',
  properties: {
    what: text,
    at: date,
    by: perhaps,
    comment: perhaps,
    assignment: { type: ['object', 'null'] },
  },
};

const CHANGES = {
  type: 'object',
  description: 'What changed on the record since the task was made.',
  properties: {
    state: { enum: ['same', 'changed', 'deleted', 'unknown'] },
    fields: {
      type: 'array',
      items: { type: 'object', properties: { field: text, before: {}, now: {} } },
    },
    asOf: date,
    tag: { type: 'string', description: 'Stands for exactly this.' },
  },
};

/** What is answered, where no schema validates it. */
export const TASK_ANSWERS = {
  TaskSummary: { type: 'object', required: Object.keys(SUMMARY), properties: SUMMARY },
  Task: {
    allOf: [ref('TaskSummary')],
    type: 'object',
    properties: {
      description: perhaps,
      form: { type: 'array', items: { type: 'object' } },
      decisions: { type: 'array', items: text },
      record: { type: 'object', description: 'As the run saw it when it asked.' },
      acknowledgeChanges: { type: 'boolean' },
      remindAt: date,
      escalation: { type: ['object', 'null'] },
      answer: { type: ['object', 'null'] },
      history: { type: 'array', items: ACT },
    },
  },
  ShownTask: { allOf: [ref('Task')], type: 'object', properties: { changes: CHANGES } },
  TaskPage: {
    type: 'object',
    required: ['tasks', 'next'],
    properties: {
      tasks: { type: 'array', items: ref('TaskSummary') },
      next: { ...perhaps, description: 'The cursor of the next page.' },
    },
  },
};

/** Each parameter of the list, as text in its schema. */
function queryParameters(): readonly Json[] {
  const { properties = {} } = z.toJSONSchema(taskQuery, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).map(([name, schema]) => {
    if (name === 'limit')
      return parameter(
        name,
        { type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT },
        'How many.',
      );
    const { description = `Only of this ${name}.`, ...plain } = typeof schema === 'boolean' ? {} : schema;
    return parameter(name, JSON.parse(JSON.stringify(plain)), description);
  });
}
