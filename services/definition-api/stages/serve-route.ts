/** A request's way through its stages: authenticate, authorize, read-body, handle; in one span named by the route. */
import { ATTRIBUTES, contextFromHeaders, inStage, type Telemetry } from '@upshot/telemetry';
import type { Context as KoaContext } from 'koa';
import type { Answer, ApiRequest } from '../http/answer.ts';
import type { Keys } from '../ports/keys.ts';
import type { HandlerPorts } from '../routes/handler.ts';
import { takesBody, type KeyedRoute, type Route } from '../routes/route.ts';
import { authenticate } from './authenticate.ts';
import { authorize } from './authorize.ts';
import { readBody } from './read-body.ts';

export interface ServePorts extends HandlerPorts {
  readonly keys: Keys;
  readonly telemetry: Telemetry;
}

/** What is used of Koa's context. */
export type Ctx = Pick<KoaContext, 'get' | 'req' | 'querystring' | 'headers'> & {
  readonly params: Readonly<Record<string, string | undefined>>;
};

/** The answer to a request whose route is known. What is thrown has failed the span and is thrown on. */
export function serveRoute(route: Route, ctx: Ctx, ports: ServePorts): Promise<Answer> {
  const { traceparent, tracestate } = ctx.headers;
  const parent = contextFromHeaders({ traceparent: one(traceparent), tracestate: one(tracestate) });
  const options = { parent, attributes: { [ATTRIBUTES.httpMethod]: route.method } };
  return inStage(ports.telemetry, `${route.method} ${route.path}`, options, async (stage) => {
    const answer = route.scope === 'public' ? route.answer() : await serveKeyed(route, ctx, ports);
    stage.set({ [ATTRIBUTES.httpStatus]: answer.status });
    if (answer.status >= 400) stage.outcome(`refused_${answer.status}`);
    return answer;
  });
}

async function serveKeyed(route: KeyedRoute, ctx: Ctx, ports: ServePorts): Promise<Answer> {
  const authenticated = await authenticate(ctx.get('authorization'), ports.keys);
  if (!authenticated.ok) return route.shape(authenticated.error);
  const authorized = authorize(authenticated.value, route.scope);
  if (!authorized.ok) return route.shape(authorized.error);
  const body = takesBody(route) ? await readBody(ctx.req) : { ok: true as const, value: undefined };
  if (!body.ok) return route.shape(body.error);
  const request: ApiRequest = {
    caller: authorized.value,
    params: ctx.params,
    query: new URLSearchParams(ctx.querystring),
    idempotencyKey: ctx.get('idempotency-key'),
    headers: Object.keys(ctx.headers),
    header: (name) => ctx.get(name),
    body: body.value,
  };
  return route.handle(request, ports);
}

const one = (header: string | readonly string[] | undefined): string | undefined =>
  typeof header === 'string' ? header : header?.[0];
