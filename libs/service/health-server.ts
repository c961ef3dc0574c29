/** Answers `/healthz` and `/readyz`, from a server of its own or inside Koa. */
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

/** Listens on `port` (0 for any free one). */
export async function listenHealth(health: Health, port: number, host = '0.0.0.0'): Promise<HealthServer> {
  await health.answer('/');
  throw new UpshotError('internal', `no server yet (${host}:${port})`);
}
