/** The local ends together: mail, webhooks and the console over one outbox. */
import { join } from 'node:path';
import { HOOKS_HOST, HOST } from '../home/port-names.ts';
import { startConsole } from './console.ts';
import { startHookEnd } from './hook-end.ts';
import { openNotifications } from './notifications.ts';
import { openOutbox } from './outbox.ts';
import { readSetUp } from './set-up.ts';
import { startSmtpEnd } from './smtp-end.ts';

/** Where the ends keep their catch and listen; port 0 means any free one. */
export interface EndsOptions {
  readonly home: string;
  /** Loopback unless given. */
  readonly host?: string;
  readonly hooksHost?: string;
  readonly smtpPort: number;
  readonly hooksPort: number;
  readonly consolePort: number;
  readonly mongoUrl?: string | undefined;
  readonly apiUrl?: string | undefined;
}

export interface Ends {
  readonly smtpPort: number;
  readonly hooksUrl: string;
  readonly consoleUrl: string;
  close(): Promise<void>;
}

/** Starts all three; they answer when this resolves. Throws `config_invalid` where a port is taken. */
export async function startEnds(options: EndsOptions): Promise<Ends> {
  const { host = HOST, hooksHost = HOOKS_HOST } = options;
  const outbox = await openOutbox(join(options.home, 'outbox.jsonl'));
  const notifications = openNotifications(options.mongoUrl);
  const smtp = await startSmtpEnd(outbox, host, options.smtpPort);
  const hooks = await startHookEnd(outbox, hooksHost, options.hooksPort);
  const sources = { outbox, notifications, readSetUp: () => readSetUp(options.home, options.apiUrl) };
  const page = await startConsole(sources, host, options.consolePort);
  return {
    smtpPort: smtp.port,
    hooksUrl: `http://${hooksHost}:${hooks.port}`,
    consoleUrl: `http://${host}:${page.port}`,
    close: async () => {
      await Promise.all([smtp.close(), hooks.close(), page.close()]);
      await notifications.close();
    },
  };
}
