/** A web server that takes every request as a webhook and keeps it in the outbox. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { WebhookEntry } from './entries.ts';
import { listen, type Listening } from './listen.ts';
import type { Outbox } from './outbox.ts';

const MAX_BYTES = 1024 * 1024;

/** Listens for HTTP on `host:port`; answers `{ok:true}`, or the status that the query asks for (`?status=503`). */
export async function startHookEnd(outbox: Outbox, host: string, port: number): Promise<Listening> {
  const server = createServer((request, response) => {
    receive(outbox, request, response).catch(() => response.destroy());
  });
  const listening = await listen(server, host, port);
  return {
    port: listening.port,
    close: () => {
      server.closeAllConnections();
      return listening.close();
    },
  };
}

async function receive(outbox: Outbox, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const bytes = await readBody(request);
  const entry = toEntry(request, bytes.toString('utf8'));
  await outbox.add(entry);
  const status = answerStatus(entry.query['status']);
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ ok: status < 400 }));
}

function toEntry(request: IncomingMessage, rawBody: string): WebhookEntry {
  const url = new URL(`http://hooks${request.url ?? '/'}`);
  return {
    channel: 'webhook',
    at: new Date().toISOString(),
    method: request.method ?? '',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    ),
    body: parsedBody(rawBody),
    rawBody,
  };
}

function parsedBody(rawBody: string): WebhookEntry['body'] {
  try {
    return JSON.parse(rawBody);
  } catch {
    return rawBody;
  }
}

function answerStatus(text: string | undefined): number {
  const status = Number(text ?? 200);
  return Number.isInteger(status) && status >= 200 && status <= 599 ? status : 200;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes <= MAX_BYTES) chunks.push(part);
  }
  return Buffer.concat(chunks);
}
