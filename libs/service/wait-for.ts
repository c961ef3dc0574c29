/** Waits for an engine that is away. */
import { setTimeout as sleep } from 'node:timers/promises';
import { toUpshotError, UpshotError } from '@upshot/errors';
import type { Logger } from '@upshot/telemetry';

/** How waiting goes. */
export interface WaitOptions {
  /** Ends the waiting: `waitFor` then throws. */
  readonly signal?: AbortSignal;
  /** First and longest pause between probes (default 100 ms and 5 s). */
  readonly firstPauseMs?: number;
  readonly longestPauseMs?: number;
  /** Told after each probe that failed, with a reason that is safe to show. */
  readonly onAway?: (reason: string) => void;
}

/** Probes until the probe succeeds and returns what it returned; pauses twice as long each time, and never gives up. */
export async function waitFor<T>(
  name: string,
  probe: () => Promise<T>,
  log: Logger,
  options: WaitOptions = {},
): Promise<T> {
  let pauseMs = options.firstPauseMs ?? 100;
  for (;;) {
    try {
      return await probe();
    } catch (thrown) {
      const error = toUpshotError(thrown);
      const reason = `${error.code}: ${error.message}`;
      log.warn({ dependency: name, error, pauseMs }, 'waiting for a dependency');
      options.onAway?.(reason);
    }
    await pause(name, pauseMs, options.signal);
    pauseMs = Math.min(pauseMs * 2, options.longestPauseMs ?? 5_000);
  }
}

async function pause(name: string, pauseMs: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(pauseMs, undefined, signal === undefined ? {} : { signal });
  } catch (cause) {
    throw new UpshotError('internal', `stopped while waiting for ${name}`, { cause });
  }
}
