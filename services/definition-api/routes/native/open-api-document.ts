/** GET /api/openapi.json: the native API as OpenAPI 3.1, made of the schemas that validate it. */
import { definitionBodySchema, TRIGGER_DEFAULTS } from '@upshot/dialects';
import { criteriaSchema, graphSchema, NODE_SPECS, nodeSchema, triggerSchema } from '@upshot/definitions';
import { z } from 'zod';
import { okay, type Answer } from '../../http/answer.ts';
import { CALENDAR_ANSWERS, CALENDAR_BODIES, CALENDAR_PATHS } from './calendars/describe-calendars.ts';
import { DEFAULT_LIMIT, MAX_LIMIT } from './definitions/list-query.ts';
import { EVENT_LIMITS, eventSchema } from './events/envelope.ts';
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
} from './open-api-parts.ts';
import { DELETE_DEFINITION, OPERATING_ANSWERS, OPERATING_PATHS } from './operating/describe-operating.ts';
import { PAST_ANSWERS, PAST_BODIES, PAST_PATHS } from './describe-past.ts';
import { TASK_ANSWERS, TASK_BODIES, TASK_PATHS } from './tasks/describe-tasks.ts';

const components = z.registry<{ readonly id: string }>();
components.add(criteriaSchema, { id: 'Criteria' });
components.add(triggerSchema, { id: 'Trigger' });
components.add(graphSchema, { id: 'Graph' });
components.add(nodeSchema, { id: 'Node' });
for (const [kind, { schema }] of Object.entries(NODE_SPECS))
  components.add(schema, { id: componentOf(kind) });
components.add(definitionBodySchema, { id: 'DefinitionBody' });
components.add(eventSchema, { id: 'Event' });
for (const [id, schema] of Object.entries(CALENDAR_BODIES)) components.add(schema, { id });
for (const [id, schema] of Object.entries(PAST_BODIES)) components.add(schema, { id });
for (const [id, schema] of Object.entries(TASK_BODIES)) components.add(schema, { id });

/** `wait_for_event` as `WaitForEventNode`. */
function componentOf(kind: string): string {
  const words = kind.split('_').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${words.join('')}Node`;
}

const NAMED = { 422: problem('The body names what is not there, or its graph leads nowhere.') };
const GONE = { 404: problem('There is no such definition.') };
const definition = (description: string) => answer(description, ref('Definition'));

const WRITE = 'definitions:write';
const READ = 'definitions:read';

const EVENTS = {
  post: operation(
    'takeEvents',
    'events:write',
    'Takes what happened to records: one CloudEvent or a batch.',
    {
      requestBody: {
        required: true,
        content: {
          'application/cloudevents+json': { schema: ref('Event') },
          'application/cloudevents-batch+json': {
            schema: { type: 'array', maxItems: EVENT_LIMITS.batch, items: ref('Event') },
          },
          'application/json': { schema: { oneOf: [ref('Event'), { type: 'array', items: ref('Event') }] } },
        },
      },
      responses: {
        202: answer(
          'All events are taken; those that were taken before are `repeated` and do nothing.',
          ref('Taken'),
        ),
        ...BODY,
        409: problem('An id was used by an event of the same source with other content; none is taken.'),
        ...KEYED,
      },
    },
  ),
};

const SANDBOX = {
  get: operation('getSandbox', READ, 'Whether the tenant is in the sandbox as a whole.', {
    responses: { 200: answer('As it stands.', ref('Sandbox')), ...KEYED },
  }),
  put: operation(
    'switchSandbox',
    WRITE,
    'Puts all of the tenant’s definitions into the sandbox, or takes them out: runs that start from now on describe their effects and carry none out.',
    {
      parameters: [
        header('Idempotency-Key', 'The same request again does nothing, and is answered as before.'),
      ],
      requestBody: { required: true, content: json(ref('SandboxBody')) },
      responses: {
        200: answer('As it is now.', ref('Sandbox')),
        ...BODY,
        422: problem('The key was used with another request.'),
        ...KEYED,
      },
    },
  ),
};

const DEFINITIONS = {
  get: operation('listDefinitions', READ, 'The definitions, the newest first.', {
    parameters: [
      parameter(
        'limit',
        { type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT },
        'How many.',
      ),
      parameter('cursor', { type: 'string' }, 'What the page before called `next`.'),
      parameter('module', { type: 'string' }, 'Only those on this module.'),
    ],
    responses: {
      200: answer('A page.', ref('DefinitionPage')),
      400: problem('The query is wrong.'),
      ...KEYED,
    },
  }),
  post: operation('createDefinition', WRITE, 'Stores a new definition and publishes it.', {
    parameters: [header('Idempotency-Key', 'The same key with the same body creates no second definition.')],
    requestBody: { required: true, content: json(ref('DefinitionBody')) },
    responses: {
      201: definition('It is stored.'),
      ...BODY,
      ...NAMED,
      409: problem('The key is spent.'),
      ...KEYED,
    },
  }),
};

const SWITCH_REASON = parameter(
  'reason',
  { type: 'string' },
  'Why, for the audit, where this puts the definition into the sandbox or takes it out.',
);

const DEFINITION = {
  parameters: ID,
  get: operation('getDefinition', READ, 'One definition.', {
    responses: { 200: definition('The definition.'), ...GONE, ...KEYED },
  }),
  put: operation('replaceDefinition', WRITE, 'Puts a whole definition in its place, as the next version.', {
    parameters: [header('If-Match', 'The ETag that the client has seen.'), SWITCH_REASON],
    requestBody: { required: true, content: json(ref('DefinitionBody')) },
    responses: {
      200: definition('The next version.'),
      ...BODY,
      ...NAMED,
      ...GONE,
      409: problem('Others change it at this moment.'),
      412: problem('It is no longer as If-Match says.'),
      ...KEYED,
    },
  }),
  patch: operation(
    'patchDefinition',
    WRITE,
    'Changes parts of it, as the next version: a JSON merge patch (RFC 7396).',
    {
      parameters: [header('If-Match', 'The ETag that the client has seen.'), SWITCH_REASON],
      requestBody: {
        required: true,
        content: {
          'application/merge-patch+json': { schema: { type: 'object' } },
          ...json({ type: 'object' }),
        },
      },
      responses: {
        200: definition('The next version.'),
        ...BODY,
        ...NAMED,
        ...GONE,
        409: problem('Others change it again and again at this moment.'),
        412: problem('It is no longer as If-Match says.'),
        ...KEYED,
      },
    },
  ),
  delete: DELETE_DEFINITION,
};

const VALIDATE = {
  post: operation('validateDefinition', WRITE, 'Says what is wrong with a definition, and stores nothing.', {
    parameters: [
      parameter(
        'id',
        { type: 'string', format: 'uuid' },
        'The definition in whose place it is to stand; a new one without.',
      ),
    ],
    requestBody: { required: true, content: json(ref('DefinitionBody')) },
    responses: {
      200: answer('Whether it would be taken, and every problem by its place.', ref('Validation')),
      ...BODY,
      ...GONE,
      ...KEYED,
    },
  }),
};

const switched = (operationId: string, summary: string) => ({
  parameters: ID,
  post: operation(operationId, WRITE, summary, {
    responses: { 200: definition('As it is now.'), ...GONE, ...KEYED },
  }),
});

const PROBLEMS = {
  type: 'array',
  items: {
    type: 'object',
    required: ['pointer', 'detail', 'code'],
    properties: {
      pointer: { type: 'string', description: 'RFC 6901, into what was sent.' },
      detail: { type: 'string' },
      code: { type: 'string' },
      node: { type: 'string', description: 'The id of the node of a graph that it is about.' },
      index: { type: 'integer', description: 'Which one of a batch.' },
    },
  },
};

/** What is answered, where no schema validates it. */
const ANSWERS = {
  Problem: {
    type: 'object',
    description: 'RFC 9457.',
    required: ['type', 'title', 'status', 'detail'],
    properties: {
      type: { type: 'string' },
      title: { type: 'string' },
      status: { type: 'integer' },
      detail: { type: 'string' },
      errors: PROBLEMS,
    },
  },
  Validation: {
    type: 'object',
    required: ['valid', 'problems'],
    properties: { valid: { type: 'boolean' }, problems: PROBLEMS },
  },
  SandboxBody: {
    type: 'object',
    required: ['sandbox', 'reason'],
    properties: {
      sandbox: { type: 'boolean' },
      reason: { type: 'string', minLength: 1, maxLength: 1_000, description: 'Why, for the audit.' },
    },
    additionalProperties: false,
  },
  Sandbox: {
    type: 'object',
    required: ['sandbox'],
    properties: {
      sandbox: { type: 'boolean' },
      definitions: { type: 'integer', description: 'How many the switch publishes anew.' },
      act: { type: 'string', description: 'The entry of the audit.' },
    },
  },
  Stored: {
    type: 'object',
    properties: {
      id: { type: 'string', format: 'uuid' },
      version: { type: 'integer' },
      createdBy: { type: ['string', 'null'] },
      createdAt: { type: 'string', format: 'date-time' },
      updatedAt: { type: 'string', format: 'date-time' },
    },
  },
  Definition: {
    description: 'What was sent, and what the store adds.',
    type: 'object',
    required: ['id', 'name', 'active', 'trigger', 'graph', 'version'],
    properties: {
      name: { type: 'string' },
      active: { type: 'boolean' },
      trigger: { type: 'object' },
      graph: ref('Graph'),
    },
    allOf: [ref('Stored')],
  },
  DefinitionPage: {
    type: 'object',
    required: ['definitions', 'next'],
    properties: {
      definitions: { type: 'array', items: ref('Stored') },
      next: { type: ['string', 'null'], description: 'The cursor of the next page.' },
    },
  },
  Taken: {
    type: 'object',
    required: ['taken', 'events'],
    properties: {
      taken: { type: 'integer' },
      events: {
        type: 'array',
        items: {
          type: 'object',
          required: ['id', 'source', 'repeated'],
          properties: { id: { type: 'string' }, source: { type: 'string' }, repeated: { type: 'boolean' } },
        },
      },
    },
  },
};

let document: Json | undefined;

/** The same for everybody: it says nothing of any tenant. */
export function openApiDocument(): Answer {
  document ??= {
    openapi: '3.1.0',
    info: {
      title: 'Upshot',
      version: '0.1.0',
      description: 'Definitions, and events that are no row of the CRM.',
    },
    paths: {
      '/api/events': EVENTS,
      '/api/sandbox': SANDBOX,
      '/api/definitions': DEFINITIONS,
      '/api/definitions/validate': VALIDATE,
      ...CALENDAR_PATHS,
      '/api/definitions/{id}': DEFINITION,
      '/api/definitions/{id}/activate': switched('activateDefinition', 'From now on it starts runs.'),
      '/api/definitions/{id}/deactivate': switched('deactivateDefinition', 'From now on it starts no run.'),
      ...TASK_PATHS,
      ...OPERATING_PATHS,
      ...PAST_PATHS,
    },
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
      schemas: {
        ...inputSchemas(),
        ...CALENDAR_ANSWERS,
        ...ANSWERS,
        ...TASK_ANSWERS,
        ...OPERATING_ANSWERS,
        ...PAST_ANSWERS,
      },
    },
  };
  return okay(document);
}

const SHARED = '__shared';
/** What a trigger need not say. */
const UNSAID: readonly string[] = ['name', ...Object.keys(TRIGGER_DEFAULTS)];

/** The schemas that validate, each under its name; what they share stands beside them. */
function inputSchemas(): Json {
  const uri = (id: string) => `#/components/schemas/${id}`;
  const { schemas } = z.toJSONSchema(components, { uri, io: 'input', unrepresentable: 'any' });
  const { [SHARED]: shared, ...named } = schemas;
  const { Trigger: trigger } = named;
  if (trigger?.required !== undefined)
    trigger.required = trigger.required.filter((name) => !UNSAID.includes(name));
  const parts = Object.entries(shared?.$defs ?? {}).map(
    ([name, schema]) => [sharedName(name), schema] as const,
  );
  return Object.fromEntries(
    [...Object.entries(named), ...parts].map(([name, schema]) => [name, JSON.parse(plain(schema))]),
  );
}

const sharedName = (name: string): string => `Shared${name}`;

/** Without what only zod says; references lead to names of the document. */
const plain = (schema: unknown): string =>
  JSON.stringify(schema, (key, value: unknown) => {
    if (key === '$schema' || key === '$id' || (key === 'readOnly' && value === true)) return undefined;
    if (key === '$ref' && typeof value === 'string')
      return value.replace(/__shared#\/\$defs\/(\w+)$/u, (_all, name: string) => sharedName(name));
    return value;
  });
