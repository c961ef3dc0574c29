/** The mirror's settings; the only place of the mirror that reads the environment. */
import { mainConfig, setting } from '@upshot/service';
import { z } from 'zod';

const schema = z.object({
  UPSHOT_KAFKA_BROKERS: setting.brokers(),
  UPSHOT_REGISTRY_URL: setting.url(),
  UPSHOT_MONGO_URL: setting.url(),
  UPSHOT_MAPPING_FILE: setting.text(),
  UPSHOT_HEALTH_PORT: setting.port().optional(),
  UPSHOT_LOG_LEVEL: setting.logLevel().default('info'),
  UPSHOT_CRASH_AT: z.string().optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: setting.url().optional(),
});

export type Config = z.output<typeof schema>;

/** The settings of this process; ends it with every mistake named where there are any. */
export const config = (): Config => mainConfig(schema, process);
