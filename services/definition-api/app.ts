/** Koa around the route table: one router, one place where answers become responses. */
import { Router } from '@koa/router';
import { healthMiddleware, type Health } from '@upshot/service';
import type { Logger } from '@upshot/telemetry';
import Koa from 'koa';
import { z } from 'zod';
import type { Answer } from './http/answer.ts';
import { problemShape, type RefusalShape } from './http/refusal.ts';
import { refusalOf } from './stages/answer-errors.ts';
import { serveRoute, type ServePorts } from './stages/serve-route.ts';
import { ROUTES, SURFACES } from './topology.ts';

export interface AppOptions {
  readonly health: Health;
  readonly log: Logger;
  /** Null until the engines have answered: everything but health is 503 until then. */
  readonly ports: () => ServePorts | null;
}

const SEGMENT = /^\/[^?#]*$/u;

/** The application; `callback()` gives it to a server. */
export function createApp({ health, log, ports }: AppOptions): Koa {
  const app = new Koa();
  app.silent = true;
  app.use(async (ctx, next) => {
    try {
      await next();
    } catch (thrown) {
      respond(ctx, shapeOf(ctx.path)(refusalOf(thrown, log)));
    }
  });
  app.use(healthMiddleware(health));
  app.use(routesOf(ports).routes());
  app.use((ctx) => respond(ctx, refuseUnmatched(ctx)));
  return app;
}

/** Strict and sensitive: `/Workflows` and `/workflows/` are other paths, and not there. */
function routesOf(ports: AppOptions['ports']): Router {
  const router = new Router({ strict: true, sensitive: true });
  for (const route of ROUTES)
    router.register(route.path, [route.method], async (ctx) => {
      const connected = ports();
      respond(ctx, connected === null ? starting(route.shape) : await serveRoute(route, ctx, connected));
    });
  return router;
}

function starting(shape: RefusalShape): Answer {
  return shape({ status: 503, message: 'Starting: try again', headers: { 'retry-after': '2' } });
}

/** A path of the table asked for with another method, or a path that is not there. */
function refuseUnmatched(ctx: Koa.Context): Answer {
  const shape = shapeOf(ctx.path);
  const methods = methodsAt(ctx);
  if (methods.length === 0) return shape({ status: 404, message: `Cannot ${ctx.method} ${pathOf(ctx)}` });
  const allow = methods.join(', ');
  return shape({ status: 405, message: `${ctx.method} is not allowed here`, headers: { allow } });
}

/** What the router has matched by path, read off its routes. */
function methodsAt(ctx: Koa.Context): readonly string[] {
  const matched = layers.safeParse(ctx['matched']);
  return matched.success ? [...new Set(matched.data.flatMap(({ methods }) => methods))] : [];
}

const layers = z.array(z.object({ methods: z.array(z.string()) }));

function pathOf({ path }: Koa.Context): string {
  return SEGMENT.test(path) && path.length <= 200 ? path : '/…';
}

/** Whose clients are asking, by the path alone (never the query). */
function shapeOf(path: string): RefusalShape {
  const surface = SURFACES.find(({ mounts }) =>
    mounts.some((prefix) => path === prefix || path.startsWith(`${prefix}/`)),
  );
  return surface?.shape ?? problemShape;
}

function respond(ctx: Koa.Context, answer: Answer): void {
  const { status, body, stream, headers = {}, type = 'application/json' } = answer;
  ctx.status = status;
  ctx.set({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', ...headers });
  ctx.type = type;
  ctx.body = stream ?? JSON.stringify(body);
}
