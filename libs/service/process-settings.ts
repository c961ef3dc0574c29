/** The settings that every service's process has, and what `runService` makes of them. */
import { z } from 'zod';
import { setting } from './settings.ts';
import type { ServiceOptions } from './types.ts';

/** Spread into a service's own schema. */
export const processSettings = {
  /** Where `/healthz` and `/readyz` answer. */
  UPSHOT_HEALTH_PORT: setting.port().optional(),
  UPSHOT_HEALTH_HOST: setting.text().default('0.0.0.0'),
  UPSHOT_LOG_LEVEL: setting.logLevel().default('info'),
  /** The client library that consumes from Kafka; the bus's own choice without it. */
  UPSHOT_BUS_CONSUMER: setting.busConsumer().optional(),
  /** A crash point, for tests. */
  UPSHOT_CRASH_AT: z.string().optional(),
  /** Where traces and metrics go; nowhere without it. */
  OTEL_EXPORTER_OTLP_ENDPOINT: setting.url().optional(),
};

const schema = z.object(processSettings);

/** `runService`'s part of a service's settings. */
export function processOptions(settings: z.output<typeof schema>): Omit<ServiceOptions, 'name' | 'start'> {
  return {
    healthPort: settings.UPSHOT_HEALTH_PORT,
    healthHost: settings.UPSHOT_HEALTH_HOST,
    logLevel: settings.UPSHOT_LOG_LEVEL,
    otlpEndpoint: settings.OTEL_EXPORTER_OTLP_ENDPOINT,
    busConsumer: settings.UPSHOT_BUS_CONSUMER,
    crashAt: settings.UPSHOT_CRASH_AT,
  };
}
