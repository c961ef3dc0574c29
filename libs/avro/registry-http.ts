/** The two requests to a registry that the client library does not make, or not as we need them. */
import { UpshotError } from '@upshot/errors';
import { z } from 'zod';
import { statusError, unavailable } from './registry-error.ts';
import type { AvroSchemaJson } from './types.ts';

/** A schema as the registry hands it out. */
export interface FoundSchema {
  readonly schema: AvroSchemaJson;
  readonly schemaType?: string | undefined;
}

/** The registry's address and the requests made by hand. */
export interface RegistryHttp {
  /** Without user and password, and without a slash at the end. */
  readonly url: string;
  readonly auth: { readonly username: string; readonly password: string } | undefined;
  getSchema(id: number): Promise<FoundSchema>;
  /** Null where the subject has none. */
  getLatest(subject: string): Promise<AvroSchemaJson | null>;
  put(path: string, body: unknown): Promise<void>;
}

const SchemaAnswer = z.object({
  schema: z.string().transform(jsonOrUndefined).pipe(z.custom<AvroSchemaJson>(isSchemaJson)),
  schemaType: z.string().optional(),
});

/** Requests to the registry at `text`, each within `timeoutMs`. */
export function registryHttp(text: string, timeoutMs: number): RegistryHttp {
  const { url, auth } = splitUrl(text);
  const headers = { 'content-type': 'application/vnd.schemaregistry.v1+json', ...authorization(auth) };
  const ask = (path: string, init: RequestInit): Promise<Response> =>
    answered(fetch(`${url}${path}`, { ...init, headers, signal: AbortSignal.timeout(timeoutMs) }));
  return {
    url,
    auth,
    getSchema: async (id) => {
      const response = await ask(`/schemas/ids/${id}`, {});
      if (response.status !== 400) return readSchema(response, id);
      // Apicurio 3.0 refuses to hand out a schema with the default `"{}"` this way (the column default of many a jsonb).
      await response.body?.cancel();
      return readRawSchema(await ask(`/schemas/ids/${id}/schema`, {}), id);
    },
    getLatest: async (subject) => {
      const response = await ask(`/subjects/${encodeURIComponent(subject)}/versions/latest/schema`, {});
      if (response.ok) return (await readRawSchema(response, subject)).schema;
      await response.body?.cancel();
      if (response.status === 404) return null;
      throw statusError(response.status, subject);
    },
    put: async (path, body) => {
      const response = await ask(path, { method: 'PUT', body: JSON.stringify(body) });
      await response.body?.cancel();
      if (!response.ok) throw statusError(response.status, path);
    },
  };
}

async function readSchema(response: Response, id: number): Promise<FoundSchema> {
  if (!response.ok) {
    await response.body?.cancel();
    throw statusError(response.status, `schema ${id}`);
  }
  const text = await answered(response.text());
  const parsed = SchemaAnswer.safeParse(jsonOrUndefined(text));
  if (!parsed.success) throw unavailable(`no schema in its answer for ${id}`);
  return parsed.data;
}

async function readRawSchema(response: Response, id: number | string): Promise<FoundSchema> {
  if (!response.ok) {
    await response.body?.cancel();
    throw statusError(response.status, `schema ${id}`);
  }
  const schema = jsonOrUndefined(await answered(response.text()));
  const parsed = z.custom<AvroSchemaJson>(isSchemaJson).safeParse(schema);
  if (!parsed.success) throw unavailable(`no schema in its answer for ${id}`);
  return { schema: parsed.data };
}

async function answered<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    throw unavailable('not reached', cause);
  }
}

function isSchemaJson(value: unknown): boolean {
  return typeof value === 'string' || (typeof value === 'object' && value !== null);
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function splitUrl(text: string): Pick<RegistryHttp, 'url' | 'auth'> {
  const parsed = URL.parse(text);
  if (parsed === null) throw new UpshotError('config_invalid', 'the address of the registry is no URL');
  const { username, password } = parsed;
  parsed.username = '';
  parsed.password = '';
  const auth = username === '' ? undefined : { username: decoded(username), password: decoded(password) };
  return { url: parsed.href.replace(/\/$/u, ''), auth };
}

function decoded(part: string): string {
  return decodeURIComponent(part);
}

function authorization(auth: RegistryHttp['auth']): Record<string, string> {
  if (auth === undefined) return {};
  return { authorization: `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}` };
}
