/** A real OTLP receiver over HTTP for tests: keeps what it was sent. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

const Attribute = z.object({
  key: z.string(),
  value: z
    .object({
      stringValue: z.string(),
      intValue: z.coerce.number(),
      doubleValue: z.number(),
      boolValue: z.boolean(),
    })
    .partial()
    .transform((value) => Object.values(value)[0]),
});
const Attributes = z
  .array(Attribute)
  .default([])
  .transform((all) => Object.fromEntries(all.map(({ key, value }) => [key, value])));

const OtlpSpan = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  startTimeUnixNano: z.coerce.bigint(),
  endTimeUnixNano: z.coerce.bigint(),
  attributes: Attributes,
  links: z.array(z.object({ traceId: z.string(), spanId: z.string() })).default([]),
  status: z.object({ code: z.number().default(0), message: z.string().optional() }),
});
const TraceRequest = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: Attributes }),
      scopeSpans: z.array(z.object({ spans: z.array(OtlpSpan) })),
    }),
  ),
});

const Point = z.object({
  attributes: Attributes,
  asDouble: z.number().optional(),
  asInt: z.coerce.number().optional(),
  count: z.coerce.number().optional(),
  sum: z.number().optional(),
});
const Points = z.object({ dataPoints: z.array(Point) });
const Metric = z.object({
  name: z.string(),
  unit: z.string().optional(),
  sum: Points.optional(),
  gauge: Points.optional(),
  histogram: Points.optional(),
});
const MetricRequest = z.object({
  resourceMetrics: z.array(z.object({ scopeMetrics: z.array(z.object({ metrics: z.array(Metric) })) })),
});

/** What arrived, the newest last. */
export interface OtlpReceiver {
  readonly endpoint: string;
  readonly spans: z.output<typeof OtlpSpan>[];
  readonly metrics: z.output<typeof Metric>[];
  readonly services: unknown[];
  readonly bodies: string[];
  close(): Promise<void>;
}

/** Listens on a free port of the loopback. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const kept = { spans: [], metrics: [], services: [], bodies: [] } satisfies Partial<OtlpReceiver>;
  const { spans, metrics, services, bodies }: Omit<OtlpReceiver, 'endpoint' | 'close'> = kept;
  const keep = (path: string | undefined, body: string): void => {
    bodies.push(body);
    if (path === '/v1/traces') {
      for (const { resource, scopeSpans } of TraceRequest.parse(JSON.parse(body)).resourceSpans) {
        services.push(resource.attributes['service.name']);
        spans.push(...scopeSpans.flatMap((scope) => scope.spans));
      }
    }
    if (path === '/v1/metrics') {
      const { resourceMetrics } = MetricRequest.parse(JSON.parse(body));
      metrics.push(...resourceMetrics.flatMap((each) => each.scopeMetrics.flatMap((scope) => scope.metrics)));
    }
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      keep(request.url, Buffer.concat(chunks).toString());
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { endpoint: `http://127.0.0.1:${port}`, spans, metrics, services, bodies, close };
}
