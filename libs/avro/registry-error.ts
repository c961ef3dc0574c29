/** Tells a registry that is away from one that refuses, whatever the client library made of it. */
import { UpshotError } from '@upshot/errors';

/** The client library reports a connection that failed as a status 400 without the registry's own message. */
const NOT_ANSWERED = /Error, status 400(?::|$)/u;

/** Runs a request of the client library and turns what it throws into a coded error. */
export async function toRegistryError<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    throw error instanceof UpshotError ? error : coded(error);
  }
}

/** The error for an answer with this status. */
export function statusError(status: number, about: string): UpshotError {
  if (status === 404) return new UpshotError('schema_unknown', `the registry does not know ${about}`);
  if (status === 409) return new UpshotError('schema_incompatible', `the registry refuses ${about}`);
  if (status === 400 || status === 422)
    return new UpshotError('avro_invalid', `the registry takes ${about} for invalid`);
  return unavailable(`status ${status}`);
}

/** The error for a registry that was not reached. */
export function unavailable(reason: string, cause?: unknown): UpshotError {
  return new UpshotError('registry_unavailable', `the schema registry does not answer (${reason})`, {
    cause,
  });
}

/** Whether the subject has another compatibility level than the one that was asked for. */
export function isCompatibilityClash(error: unknown): boolean {
  return error instanceof Error && error.name === 'ConfluentSchemaRegistryCompatibilityError';
}

function coded(error: unknown): UpshotError {
  if (!(error instanceof Error)) return unavailable('unknown failure', error);
  if (error.name === 'ConfluentSchemaRegistryError') return statusError(404, 'the schema');
  if (error.name.startsWith('ConfluentSchemaRegistry')) return statusError(422, 'the schema');
  const status = 'status' in error && typeof error.status === 'number' ? error.status : 0;
  if (status === 0 || NOT_ANSWERED.test(error.message)) return unavailable('not reached', error);
  return statusError(status, 'the schema');
}
