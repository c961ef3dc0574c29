/** Answers `/healthz` and `/readyz`, from a server of its own or inside Koa. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import { UpshotError } from '@upshot/errors';
import type { Health } from './types.ts';

/** What is used of a Koa context. */
interface HealthContext {
  readonly path: string;
  status: number;
  body: unknown;
}

/** A server that answers health and nothing else. */
export interface HealthServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Koa middleware that answers the two paths and passes all others on. */
export function healthMiddleware(
  health: Health,
): (context: HealthContext, next: () => Promise<unknown>) => Promise<void> {
  return async (context, next) => {
    const answer = await health.answer(context.path);
    if (answer === null) {
      await next();
      return;
    }
    context.status = answer.status;
    context.body = answer.body;
  };
}

/** Listens on `port` (0 for any free one). Throws `config_invalid` when it is taken. */
export async function listenHealth(health: Health, port: number, host = '0.0.0.0'): Promise<HealthServer> {
  const server = createServer({ requestTimeout: 5_000, headersTimeout: 5_000 }, (request, response) => {
    const [path = '/'] = (request.url ?? '/').split('?');
    health.answer(path).then(
      (answer) => reply(response, answer?.status ?? 404, answer?.body ?? { status: 'not_found' }),
      () => reply(response, 500, { status: 'failed' }),
    );
  });
  await listening(server, port, host);
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

function listening(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new UpshotError('config_invalid', `the health port ${port} is not free`, { cause })),
    );
    server.listen(port, host, resolve);
  });
}
