/** Work that is done again and again until the process stops. */
import { setTimeout as sleep } from 'node:timers/promises';
import { toUpshotError } from '@upshot/errors';
import type { Logger } from '@upshot/telemetry';

/** Does `work`, `pauseMs` between; what it throws is logged and tried again. */
export async function untilAborted(
  signal: AbortSignal,
  pauseMs: number,
  log: Logger,
  work: () => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await work();
    } catch (thrown) {
      if (!signal.aborted) log.warn({ error: toUpshotError(thrown) }, 'the outbox cannot be read');
    }
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}
