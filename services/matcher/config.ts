/** The matcher's settings; the only place of the matcher that reads the environment. */
import { mainConfig, processSettings, setting } from '@upshot/service';
import { z } from 'zod';

const schema = z.object({
  UPSHOT_KAFKA_BROKERS: setting.brokers(),
  UPSHOT_REGISTRY_URL: setting.url(),
  UPSHOT_MONGO_URL: setting.url(),
  UPSHOT_MAPPING_FILE: setting.text(),
  /** How many existing records a second are planned at most when a time trigger appears. */
  UPSHOT_PLANNING_RATE: setting.integer(1, 1_000_000).default(2_000),
  ...processSettings,
});

export type Config = z.output<typeof schema>;

/** The settings of this process; ends it with every mistake named where there are any. */
export const config = (): Config => mainConfig(schema, process);
