/** Watches the connector while a set-up runs: what has failed is started again, and said. */
import { UpshotError } from '@upshot/errors';
import { setTimeout as delay } from 'node:timers/promises';
import { connectorStatus, restartFailed } from './connect-api.ts';

export interface WatchOptions {
  readonly connectUrl: string;
  readonly name: string;
  /** Ends the watch. */
  readonly signal: AbortSignal;
  /** Told when the connector fails, with what it says, and when it runs again. */
  readonly say: (line: string) => void;
  /** How often to look; default every 5 s. */
  readonly everyMs?: number;
}

/** Looks until `signal` aborts; resolves then. A Connect that does not answer is asked again the next time. */
export async function watchConnector({
  connectUrl,
  name,
  signal,
  say,
  everyMs = 5000,
}: WatchOptions): Promise<void> {
  let failing = false;
  while (!signal.aborted) {
    const status = await connectorStatus(connectUrl, name).catch(orNull);
    if (status?.state === 'failed') {
      say(`connector ${name} has failed: ${status.reason ?? 'no reason'}; it is started again`);
      await restartFailed(connectUrl, name).catch(orNull);
    } else if (failing && status?.state === 'running') say(`connector ${name} runs again`);
    if (status !== null) failing = status.state !== 'running';
    await delay(everyMs, undefined, { signal }).catch(() => undefined);
  }
}

function orNull(thrown: unknown): null {
  if (thrown instanceof UpshotError && thrown.code === 'connect_unavailable') return null;
  throw thrown;
}
