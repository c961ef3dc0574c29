/** The firing loop: fires what is due, then sleeps until the next timer is, and never for long. */
import { toUpshotError } from '@upshot/errors';
import { createBell } from '@upshot/service';
import type { Logger } from '@upshot/telemetry';
import type { Fired } from './stages/fire-timer.ts';

export interface FiringLoopOptions {
  /** Fires one claim's worth. */
  readonly fire: () => Promise<Fired>;
  readonly log: Pick<Logger, 'warn'>;
  /** The longest sleep (default 3 s): what other schedulers have stored is seen after it. */
  readonly longestSleepMs?: number;
}

export interface FiringLoop {
  /** Has the loop look again now. */
  wake(): void;
  /** The code of the last round's failure; null after a round that went well. */
  failure(): string | null;
  /** Resolves when the round in hand is over. */
  stop(): Promise<void>;
}

const PAUSE_AFTER_FAILURE_MS = 1_000;

/** Starts the loop. A round that fails is told and tried again: the timers are still there. */
export function startFiringLoop(options: FiringLoopOptions): FiringLoop {
  const bell = createBell();
  const stopping = new AbortController();
  let failure: string | null = null;

  async function round(): Promise<void> {
    try {
      const { count, nextDueInMs } = await options.fire();
      failure = null;
      if (count === 0) await bell.sleep(untilNext(nextDueInMs, options));
    } catch (thrown) {
      const error = toUpshotError(thrown);
      if (failure === null) options.log.warn({ error }, 'timers cannot be fired for now');
      failure = error.code;
      await bell.sleep(PAUSE_AFTER_FAILURE_MS);
    }
  }
  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) await round();
  }
  const ended = loop();
  return {
    wake: () => bell.ring(),
    failure: () => failure,
    async stop() {
      stopping.abort();
      bell.ring();
      await ended;
    },
  };
}

/** Short sleeps only: a long `setTimeout` overflows, and a clock may be set. */
function untilNext(nextDueInMs: number | null, { longestSleepMs = 3_000 }: FiringLoopOptions): number {
  return Math.min(Math.max(1, nextDueInMs ?? longestSleepMs), longestSleepMs);
}
