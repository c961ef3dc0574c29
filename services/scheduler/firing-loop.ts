/** The firing loop: fires what is due, then sleeps until the next timer is, and never for long. */
import { toUpshotError } from '@upshot/errors';
import type { Logger } from '@upshot/telemetry';
import { createBell } from './bell.ts';
import type { Claims } from './ports/claims.ts';

export interface FiringLoopOptions {
  /** Fires one claim's worth; resolves with how many timers it had. */
  readonly fire: () => Promise<number>;
  readonly claims: Pick<Claims, 'nextDueInMs'>;
  readonly log: Pick<Logger, 'warn'>;
  /** The longest sleep (default 500 ms): what other schedulers have stored is seen after it. */
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
      if ((await options.fire()) === 0) await bell.sleep(await untilNext(options));
      failure = null;
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
async function untilNext({ claims, longestSleepMs = 500 }: FiringLoopOptions): Promise<number> {
  const nextDueInMs = await claims.nextDueInMs();
  return Math.min(Math.max(1, nextDueInMs ?? longestSleepMs), longestSleepMs);
}
