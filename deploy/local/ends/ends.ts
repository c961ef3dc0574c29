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
  const outbox = await openOutbox(join(options.home, 'outbox.jsonl'));
  const notifications = openNotifications(options.mongoUrl);
  const smtp = await startSmtpEnd(outbox, HOST, options.smtpPort);
  const hooks = await startHookEnd(outbox, HOOKS_HOST, options.hooksPort);
  const sources = { outbox, notifications, readSetUp: () => readSetUp(options.home, options.apiUrl) };
  const page = await startConsole(sources, HOST, options.consolePort);
  return {
    smtpPort: smtp.port,
    hooksUrl: `http://${HOOKS_HOST}:${hooks.port}`,
    consoleUrl: `http://${HOST}:${page.port}`,
    close: async () => {
      await Promise.all([smtp.close(), hooks.close(), page.close()]);
      await notifications.close();
    },
  };
}
