/** The dispatcher's settings; the only place of the dispatcher that reads the environment. */
import { CHANNELS, type Channel } from '@upshot/definitions';
import { mainConfig, processSettings, setting } from '@upshot/service';
import { z } from 'zod';

const channels = z
  .string()
  .transform((text) => text.split(',').map((name) => name.trim()))
  .pipe(z.array(z.enum(CHANNELS)).min(1));

const schema = z.object({
  UPSHOT_KAFKA_BROKERS: setting.brokers(),
  UPSHOT_REGISTRY_URL: setting.url(),
  UPSHOT_MONGO_URL: setting.url(),
  UPSHOT_REDIS_URL: setting.url(),
  UPSHOT_CRM_URL: setting.url(),
  UPSHOT_MAPPING_FILE: setting.text(),
  UPSHOT_SMTP_URL: setting.url(),
  UPSHOT_MAIL_FROM: setting.text().default('Upshot <upshot@localhost.localdomain>'),
  UPSHOT_EGRESS_ALLOW: setting.cidrs().default([]),
  /** The channels that this process works on: all, unless they are given. */
  UPSHOT_CHANNELS: channels.default([...CHANNELS] satisfies Channel[]),
  UPSHOT_CHANNEL_CONCURRENCY: setting.integer(1, 256).default(128),
  UPSHOT_EFFECT_ATTEMPTS: setting.integer(1, 20).default(4),
  UPSHOT_EFFECT_LEASE_MS: setting.durationMs().default(15_000),
  UPSHOT_LIMIT_PER_SECOND: setting.integer(1, 100_000).default(200),
  UPSHOT_LIMIT_BURST: setting.integer(1, 1_000_000).default(2000),
  ...processSettings,
});

export type Config = z.output<typeof schema>;

/** The settings of this process; ends it with every mistake named where there are any. */
export const config = (): Config => mainConfig(schema, process);
