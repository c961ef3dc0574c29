/** Reads an answer within its bounds: once the status is there, whatever becomes of the body is no failure. */
import type { Dispatcher } from 'undici';

/** As much of a body as was read. */
export interface ReadBody {
  readonly bodyText: string;
  readonly truncated: boolean;
}

/**
 * At most `maxBytes` of the body as text. What is beyond, comes too late or breaks off is left: `truncated`. A packed
 * body (which was not asked for) is not unpacked: its text is empty.
 */
export async function readBody(answer: Dispatcher.ResponseData, maxBytes: number): Promise<ReadBody> {
  if (isPacked(answer.headers['content-encoding'])) {
    leave(answer.body);
    return { bodyText: '', truncated: true };
  }
  const chunks: Buffer[] = [];
  const complete = await readChunks(answer.body, chunks, maxBytes);
  const bytes = Buffer.concat(chunks);
  return {
    bodyText: bytes.subarray(0, maxBytes).toString('utf8'),
    truncated: !complete || bytes.length > maxBytes,
  };
}

/** Lower-cased names, values of those that repeat joined. */
export function flatHeaders(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const flat = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]],
  );
  return Object.fromEntries(flat);
}

async function readChunks(
  body: Dispatcher.ResponseData['body'],
  chunks: Buffer[],
  maxBytes: number,
): Promise<boolean> {
  let size = 0;
  try {
    for await (const chunk of body) {
      const bytes = Buffer.from(chunk);
      chunks.push(bytes);
      size += bytes.length;
      if (size > maxBytes) return false;
    }
    return true;
  } catch {
    return false;
  } finally {
    leave(body);
  }
}

/** Closes the connection of a body that is not read to its end. */
function leave(body: Dispatcher.ResponseData['body']): void {
  body.on('error', () => {});
  body.destroy();
}

function isPacked(encoding: string | string[] | undefined): boolean {
  return encoding !== undefined && encoding !== '' && encoding !== 'identity';
}
