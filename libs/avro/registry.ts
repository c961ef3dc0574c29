/** A schema registry over Confluent's HTTP API. */
import { COMPATIBILITY, SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry';
import { UpshotError } from '@upshot/errors';
import { boundedMap } from './bounded-map.ts';
import { type RegistryHttp, registryHttp } from './registry-http.ts';
import { isCompatibilityClash, toRegistryError } from './registry-error.ts';
import type { AvroSchemaJson, Compatibility, Registry, SubjectSchema } from './types.ts';

/** What our own topics promise unless told otherwise: a new reader reads everything that was ever written. */
const DEFAULT_COMPATIBILITY: Compatibility = 'BACKWARD_TRANSITIVE';

type ClientMiddleware = NonNullable<ConstructorParameters<typeof SchemaRegistry>[0]['middlewares']>[number];

/** Where the registry is. */
export interface RegistryOptions {
  /** With the path of its Confluent API, and user and password where it asks for them. */
  readonly url: string;
  /** How long one request may take (default 10 s). */
  readonly timeoutMs?: number;
}

/** Connects to a registry; makes no request yet. Throws `config_invalid` for a URL that is none. */
export function connectRegistry(options: RegistryOptions): Registry {
  const timeoutMs = options.timeoutMs ?? 10_000;
  const http = registryHttp(options.url, timeoutMs);
  const client = new SchemaRegistry({
    host: http.url,
    retry: { retries: 0 },
    middlewares: [withTimeout(timeoutMs)],
    ...(http.auth && { auth: http.auth }),
  });
  return {
    register: (request) => register(client, http, request),
    idOf: (subject, schema) =>
      toRegistryError(() => client.getRegistryIdBySchema(subject, confluent(schema))),
    setCompatibility: (level) => http.put('/config', { compatibility: level }),
    latest: (subject) => http.getLatest(subject),
    schemaById: cachedSchemas(http),
  };
}

/** The client library waits for ever unless told otherwise. */
function withTimeout(timeout: number): ClientMiddleware {
  return () => ({ prepareRequest: async (next) => (await next()).enhance({ timeout }) });
}

async function register(
  client: SchemaRegistry,
  http: RegistryHttp,
  request: SubjectSchema & { readonly compatibility?: Compatibility },
): Promise<number> {
  const level = request.compatibility ?? DEFAULT_COMPATIBILITY;
  const options = { subject: request.subject, compatibility: COMPATIBILITY[level] };
  const attempt = (): Promise<{ id: number }> => client.register(confluent(request.schema), options);
  const { id } = await toRegistryError(async () => {
    try {
      return await attempt();
    } catch (error) {
      if (!isCompatibilityClash(error)) throw error;
      await http.put(`/config/${encodeURIComponent(request.subject)}`, { compatibility: level });
      return attempt();
    }
  });
  return id;
}

/** One request per id however many ask at once; what failed is asked for again by the next. */
function cachedSchemas(http: RegistryHttp): (id: number) => Promise<AvroSchemaJson> {
  const known = boundedMap<number, Promise<AvroSchemaJson>>();
  return (id) => {
    const pending = known.get(id) ?? fetchSchema(http, id);
    known.set(id, pending);
    pending.catch(() => known.delete(id));
    return pending;
  };
}

/** Fetched as text: the client library would drop the attributes in which Debezium says what a column means. */
async function fetchSchema(http: RegistryHttp, id: number): Promise<AvroSchemaJson> {
  const { schema, schemaType } = await http.getSchema(id);
  if (schemaType !== undefined && schemaType !== 'AVRO') {
    throw new UpshotError('schema_unknown', `schema ${id} is of the kind ${schemaType}`);
  }
  return schema;
}

function confluent(schema: AvroSchemaJson): { type: SchemaType.AVRO; schema: string } {
  return { type: SchemaType.AVRO, schema: JSON.stringify(schema) };
}
