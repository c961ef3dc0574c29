/** The settings of the local ends, read once from the environment. */
import { mainConfig, setting } from '@upshot/service';
import { z } from 'zod';
import { HOOKS_HOST, HOST } from '../home/port-names.ts';

const schema = z.object({
  UPSHOT_HOME: setting.text(),
  UPSHOT_ENDS_HOST: setting.text().default(HOST),
  UPSHOT_HOOKS_HOST: setting.text().default(HOOKS_HOST),
  UPSHOT_SMTP_PORT: setting.port(),
  UPSHOT_HOOKS_PORT: setting.port(),
  UPSHOT_CONSOLE_PORT: setting.port(),
  UPSHOT_HEALTH_PORT: setting.port().optional(),
  UPSHOT_MONGO_URL: setting.url().optional(),
  UPSHOT_API_URL: setting.url().optional(),
  UPSHOT_LOG_LEVEL: setting.logLevel().optional(),
});

export interface EndsConfig {
  /** The folder with `local.json`; the outbox is kept beside it. */
  readonly home: string;
  /** Where mail, the console and health answer; another address than loopback in a container only. */
  readonly host: string;
  /** Where webhooks are caught. */
  readonly hooksHost: string;
  readonly smtpPort: number;
  readonly hooksPort: number;
  readonly consolePort: number;
  readonly healthPort: number | undefined;
  /** Where notifications are read from. */
  readonly mongoUrl: string | undefined;
  /** Where the last runs are asked for, unless local.json says it. */
  readonly apiUrl: string | undefined;
  readonly logLevel: z.output<typeof schema>['UPSHOT_LOG_LEVEL'];
}

/** The settings; ends the process with a message that names every mistake where there are any. */
export function readEndsConfig(): EndsConfig {
  const env = mainConfig(schema, process);
  return {
    home: env.UPSHOT_HOME,
    host: env.UPSHOT_ENDS_HOST,
    hooksHost: env.UPSHOT_HOOKS_HOST,
    smtpPort: env.UPSHOT_SMTP_PORT,
    hooksPort: env.UPSHOT_HOOKS_PORT,
    consolePort: env.UPSHOT_CONSOLE_PORT,
    healthPort: env.UPSHOT_HEALTH_PORT,
    mongoUrl: env.UPSHOT_MONGO_URL,
    apiUrl: env.UPSHOT_API_URL,
    logLevel: env.UPSHOT_LOG_LEVEL,
  };
}
