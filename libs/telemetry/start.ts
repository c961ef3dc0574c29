/** Starts the traces and metrics of a process. */
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import {
  ATTR_SERVICE_INSTANCE_ID,
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_VERSION,
} from '@opentelemetry/semantic-conventions';
import { rememberActiveContext } from './active-context.ts';
import { createMetrics } from './metrics.ts';
import type { Telemetry, TelemetryOptions } from './types.ts';

const SCOPE = 'upshot';
const SHUTDOWN_MS = 5_000;
const EXPORT_TIMEOUT_MS = 3_000;
const METRIC_INTERVAL_MS = 10_000;
const TRACE_DELAY_MS = 1_000;
const MOST_SPANS_WAITING = 16_384;

/** Once per process (tests may start more). Nothing is sent unless an endpoint is given. */
export function startTelemetry(options: TelemetryOptions): Telemetry {
  rememberActiveContext();
  const resource = describe(options);
  const traces = tracerProvider(options, resource);
  const meters = meterProvider(options, resource);
  const meter = meters.getMeter(SCOPE, options.version);
  return {
    tracer: traces.getTracer(SCOPE, options.version),
    meter,
    metrics: createMetrics(meter),
    shutdown: () => withinDeadline([traces.shutdown(), meters.shutdown()]),
  };
}

function describe(options: TelemetryOptions): Resource {
  return resourceFromAttributes({
    [ATTR_SERVICE_NAME]: options.service,
    [ATTR_SERVICE_INSTANCE_ID]: `${hostname()}:${process.pid}`,
    ...(options.version !== undefined && { [ATTR_SERVICE_VERSION]: options.version }),
  });
}

function tracerProvider(options: TelemetryOptions, resource: Resource): BasicTracerProvider {
  const { otlpEndpoint, traceDelayMs = TRACE_DELAY_MS } = options;
  if (otlpEndpoint === undefined) return new BasicTracerProvider({ resource });
  const exporter = new OTLPTraceExporter(destination(otlpEndpoint, 'traces'));
  const processor = new BatchSpanProcessor(exporter, {
    scheduledDelayMillis: traceDelayMs,
    exportTimeoutMillis: EXPORT_TIMEOUT_MS,
    maxQueueSize: MOST_SPANS_WAITING,
  });
  return new BasicTracerProvider({ resource, spanProcessors: [processor] });
}

function meterProvider(options: TelemetryOptions, resource: Resource): MeterProvider {
  const { otlpEndpoint, metricIntervalMs = METRIC_INTERVAL_MS } = options;
  if (otlpEndpoint === undefined) return new MeterProvider({ resource });
  const reader = new PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter(destination(otlpEndpoint, 'metrics')),
    exportIntervalMillis: metricIntervalMs,
    exportTimeoutMillis: Math.min(metricIntervalMs, EXPORT_TIMEOUT_MS),
  });
  return new MeterProvider({ resource, readers: [reader] });
}

function destination(endpoint: string, signal: string): { url: string; timeoutMillis: number } {
  return { url: `${endpoint.replace(/\/+$/u, '')}/v1/${signal}`, timeoutMillis: EXPORT_TIMEOUT_MS };
}

/** A receiver that is away must neither fail nor hold back the end of a service. */
async function withinDeadline(work: readonly Promise<void>[]): Promise<void> {
  await Promise.race([Promise.allSettled(work), sleep(SHUTDOWN_MS, undefined, { ref: false })]);
}
