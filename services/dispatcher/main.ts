/** The dispatcher's process: one consumer group and topic for each of its channels. */
import { runService } from '@upshot/service';
import { config } from './config.ts';
import { openDispatcher } from './open-dispatcher.ts';

const settings = config();
await runService({
  name: 'dispatcher',
  healthPort: settings.UPSHOT_HEALTH_PORT,
  healthHost: settings.UPSHOT_HEALTH_HOST,
  logLevel: settings.UPSHOT_LOG_LEVEL,
  otlpEndpoint: settings.OTEL_EXPORTER_OTLP_ENDPOINT,
  crashAt: settings.UPSHOT_CRASH_AT,
  start: (kit) => openDispatcher(kit, settings),
});
