/** Stage: takes a JSON body in, bounded while it arrives and strict about what it is. */
import type { IncomingMessage } from 'node:http';
import { err, type Result } from '@upshot/errors';
import type { Refusal } from '../http/refusal.ts';
import { parseJson } from '../http/parse-json.ts';

/** The largest body, 1 MB. */
export const MAX_BODY_BYTES = 1_048_576;

const JSON_TYPE = /^application\/(?:json|[a-z0-9.-]{1,64}\+json) *(?:; *charset *= *"?utf-8"? *)?$/iu;

/** The body as JSON, or why it was not taken. */
export async function readBody(request: IncomingMessage): Promise<Result<unknown, Refusal>> {
  const refused = checkHeaders(request);
  if (refused !== null) return err(refused);
  const bytes = await gather(request);
  if (bytes === null) return err(tooLarge());
  if (bytes.length === 0) return err(malformed(0, 'the body is empty'));
  return readText(bytes);
}

function checkHeaders({ headers }: IncomingMessage): Refusal | null {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') return { status: 415, message: 'Compressed bodies are not taken' };
  if (!JSON_TYPE.test(headers['content-type'] ?? ''))
    return { status: 415, message: 'Content-Type must be application/json (in UTF-8)' };
  return Number(headers['content-length'] ?? 0) > MAX_BODY_BYTES ? tooLarge() : null;
}

/** Null as soon as it is too much: what is sent after that is not read. */
async function gather(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function readText(bytes: Buffer): Result<unknown, Refusal> {
  const text = decode(bytes);
  if (text === null) return err({ status: 400, message: 'The body is not UTF-8' });
  const parsed = parseJson(text);
  return parsed.ok ? parsed : err(malformed(parsed.error.position, parsed.error.message));
}

/** Null for bytes that are not UTF-8; a byte order mark stays, and is then no JSON. */
function decode(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** The connection is closed behind the answer, or the rest of the body would be taken for a request. */
function tooLarge(): Refusal {
  return {
    status: 413,
    message: `The body is larger than ${MAX_BODY_BYTES} bytes`,
    headers: { connection: 'close' },
  };
}

function malformed(position: number, message: string): Refusal {
  const detail = {
    field: 'body',
    path: '',
    code: 'malformed_json',
    message: `${message} at position ${position}`,
  };
  return { status: 400, message: `Malformed JSON: ${detail.message}`, details: [detail] };
}
