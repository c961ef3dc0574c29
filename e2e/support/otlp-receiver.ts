/** A real OTLP receiver over HTTP: keeps the spans and the names of the metrics that services send, and lists them. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

const attribute = z.object({ key: z.string(), value: z.record(z.string(), z.unknown()) });
const spanSchema = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  startTimeUnixNano: z.coerce.string(),
  endTimeUnixNano: z.coerce.string(),
  attributes: z.array(attribute).default([]),
  links: z.array(z.object({ traceId: z.string(), spanId: z.string() })).default([]),
});
const traces = z.object({
  resourceSpans: z.array(z.object({ scopeSpans: z.array(z.object({ spans: z.array(spanSchema) })) })),
});
const metrics = z.object({
  resourceMetrics: z.array(
    z.object({ scopeMetrics: z.array(z.object({ metrics: z.array(z.object({ name: z.string() })) })) }),
  ),
});

export type ReceivedSpan = z.output<typeof spanSchema>;

/** What `GET /received` answers. */
export const receivedSchema = z.object({ spans: z.array(spanSchema), metricNames: z.array(z.string()) });

export interface OtlpReceiver {
  readonly url: string;
  close(): Promise<void>;
}

/** Listens on a free port of loopback. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const metricNames = new Set<string>();
  const server = createServer((request, response) => {
    void textOf(request).then((text) => {
      if (request.url === '/v1/traces') spans.push(...spansIn(JSON.parse(text)));
      if (request.url === '/v1/metrics') for (const name of namesIn(JSON.parse(text))) metricNames.add(name);
      const body = request.method === 'GET' ? { spans, metricNames: [...metricNames] } : {};
      response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    });
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

const spansIn = (body: unknown): ReceivedSpan[] =>
  traces.parse(body).resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
const namesIn = (body: unknown): string[] =>
  metrics
    .parse(body)
    .resourceMetrics.flatMap(({ scopeMetrics }) =>
      scopeMetrics.flatMap((scope) => scope.metrics.map(({ name }) => name)),
    );

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

const listen = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address: string | AddressInfo | null = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
