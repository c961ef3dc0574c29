/** Which events a request brings: one or a batch, as JSON of their own kind or plain, or one in the request's headers. */
import type { Path } from '@upshot/dialects';
import { err, ok, type Result } from '@upshot/errors';
import type { ApiRequest } from '../../../http/answer.ts';
import type { Refusal } from '../../../http/refusal.ts';
import { EVENT_LIMITS } from './envelope.ts';

/** An event as sent, and where it stands in the body. */
export interface SentEvent {
  readonly path: Path;
  readonly event: unknown;
}

const ONE = 'application/cloudevents+json';
const BATCH = 'application/cloudevents-batch+json';
const PLAIN = 'application/json';

/** The content modes of CloudEvents over HTTP: structured, batched and binary (`ce-` headers, the body being the data). */
export function readEvents(request: ApiRequest): Result<readonly SentEvent[], Refusal> {
  const { body } = request;
  const type = (request.header('content-type').split(';', 1)[0] ?? '').trim().toLowerCase();
  if (type === BATCH) return Array.isArray(body) ? readBatch(body) : err(notOf('must be a list of events'));
  if (type === ONE) return Array.isArray(body) ? err(notOf('must be one event')) : ok(alone(body));
  if (request.header('ce-specversion') !== '') return readBinary(request);
  if (type !== PLAIN)
    return err({ status: 415, message: `Content-Type must be ${ONE}, ${BATCH} or ${PLAIN}` });
  return Array.isArray(body) ? readBatch(body) : ok(alone(body));
}

const alone = (event: unknown): readonly SentEvent[] => [{ path: [], event }];

function readBatch(body: readonly unknown[]): Result<readonly SentEvent[], Refusal> {
  if (body.length > EVENT_LIMITS.batch)
    return err(notOf(`holds more than ${EVENT_LIMITS.batch} events`, 'too_many'));
  return ok(body.map((event, index) => ({ path: [index], event })));
}

/** Header values are percent-encoded; those that are not so are no text. */
function readBinary({ headers, body, header }: ApiRequest): Result<readonly SentEvent[], Refusal> {
  const attributes: Record<string, unknown> = {};
  for (const name of headers.filter((each) => each.startsWith('ce-'))) {
    const attribute = name.slice(3);
    const value = decode(header(name));
    if (value === null || attribute === 'data' || attribute === 'datacontenttype')
      return err({ status: 400, message: `The header ${name} cannot be read` });
    attributes[attribute] = value;
  }
  return ok(alone({ ...attributes, data: body }));
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function notOf(message: string, code = 'wrong_type'): Refusal {
  return {
    status: 400,
    message: `The body ${message}`,
    details: [{ field: 'body', path: '', message, code }],
  };
}
