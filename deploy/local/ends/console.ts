/** The console port: the outbox as JSON, and the page. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { OUTBOX_CHANNELS, type OutboxEntry, type OutboxQuery } from './entries.ts';
import { listen, type Listening } from './listen.ts';
import type { Notifications } from './notifications.ts';
import type { Outbox } from './outbox.ts';
import { renderPage } from './page/page.ts';
import type { SetUp } from './set-up.ts';

/** What the console shows. */
export interface ConsoleSources {
  readonly outbox: Outbox;
  readonly notifications: Notifications;
  readSetUp(): Promise<SetUp>;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

const query = z.object({
  channel: z.enum(OUTBOX_CHANNELS).optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(100),
  since: z
    .string()
    .transform((text) => (/^\d+$/.test(text) ? Number(text) : Date.parse(text)))
    .pipe(z.number())
    .default(0),
});
const LOCAL_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;
const CSP = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** Listens on `host:port`; only requests that name this machine are answered, so that no web page can read it. */
export async function startConsole(sources: ConsoleSources, host: string, port: number): Promise<Listening> {
  const server = createServer((request, response) => {
    answer(sources, request).then(
      (reply) => send(response, reply),
      () => send(response, json(500, { error: 'internal' })),
    );
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

async function answer(sources: ConsoleSources, request: IncomingMessage): Promise<Answer> {
  if (!LOCAL_HOST.test(request.headers.host ?? '')) return json(403, { error: 'unknown host' });
  const url = new URL(`http://console${request.url ?? '/'}`);
  switch (`${request.method} ${url.pathname}`) {
    case 'GET /':
      return page(sources);
    case 'GET /outbox':
      return list(sources, url);
    case 'DELETE /outbox':
      await Promise.all([sources.outbox.clear(), sources.notifications.clear()]);
      return json(200, { cleared: true });
    default:
      return json(404, { error: 'not found' });
  }
}

async function page(sources: ConsoleSources): Promise<Answer> {
  const [setUp, newest] = await Promise.all([
    sources.readSetUp(),
    entries(sources, { limit: 50, sinceMs: 0 }),
  ]);
  return { status: 200, type: 'text/html; charset=utf-8', text: renderPage(setUp, newest) };
}

async function list(sources: ConsoleSources, url: URL): Promise<Answer> {
  const parsed = query.safeParse(Object.fromEntries(url.searchParams));
  if (!parsed.success)
    return json(400, { error: parsed.error.issues.map(({ path }) => path.join('.')).join(', ') });
  const { channel, limit, since } = parsed.data;
  return json(200, await entries(sources, { channel, limit, sinceMs: since }));
}

async function entries(sources: ConsoleSources, asked: OutboxQuery): Promise<readonly OutboxEntry[]> {
  const caught = sources.outbox.list(asked);
  if (asked.channel !== undefined && asked.channel !== 'notification') return caught;
  const notified = await sources.notifications.list(asked.limit, asked.sinceMs);
  return [...caught, ...notified].sort((a, b) => b.at.localeCompare(a.at)).slice(0, asked.limit);
}

const json = (status: number, body: unknown): Answer => ({
  status,
  type: 'application/json',
  text: JSON.stringify(body, undefined, 2),
});

function send(response: ServerResponse, { status, type, text }: Answer): void {
  response.writeHead(status, {
    'content-type': type,
    'content-security-policy': CSP,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  response.end(text);
}
