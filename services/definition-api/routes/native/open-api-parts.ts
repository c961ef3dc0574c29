/** The parts that descriptions of the native API are made of. */

export type Json = Readonly<Record<string, unknown>>;

export const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
export const json = (schema: Json) => ({ 'application/json': { schema } });
export const answer = (description: string, schema: Json) => ({ description, content: json(schema) });
export const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: ref('Problem') } },
});

export const KEYED = {
  401: problem('No key, or one that is unknown, wrong or revoked.'),
  403: problem('The key lacks the scope.'),
  503: problem('A store or Kafka does not answer: ask again after `Retry-After`.'),
};
export const BODY = {
  400: problem('The body is malformed, or breaks its schema; `errors` names each place.'),
  413: problem('The body is larger than a megabyte.'),
  415: problem('The body is not JSON in UTF-8.'),
};

/** An operation that asks for a scope. */
export const operation = (operationId: string, scope: string, summary: string, more: Json): Json => ({
  operationId,
  summary,
  description: `Asks for the scope \`${scope}\`.`,
  security: [{ key: [] }],
  ...more,
});

export const ID = [{ name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }];
export const header = (name: string, description: string) => ({
  name,
  in: 'header',
  description,
  schema: { type: 'string' },
});
export const parameter = (name: string, schema: Json, description: string) => ({
  name,
  in: 'query',
  schema,
  description,
});
