/** How long work that failed waits for its next attempt. */
import type { Retry } from '@upshot/errors';

/** So many failures asking for `now` are tried again at once; after that they wait as if they had asked for `later`. */
export const NOW_ATTEMPTS = 5;

/** First and longest pause. */
export interface Backoff {
  readonly first: number;
  readonly longest: number;
}

/**
 * Milliseconds before the attempt that follows failure number `failures` (from 1). Doubles up to the longest pause;
 * `chance` (0 to 1) takes up to half of it away, so that many waiting lanes don't come back together.
 */
export function retryPauseMs(failures: number, retry: Retry, backoff: Backoff, chance: number): number {
  if (retry === 'now' && failures <= NOW_ATTEMPTS) return 0;
  const counted = retry === 'now' ? failures - NOW_ATTEMPTS : failures;
  const full = Math.min(backoff.longest, backoff.first * 2 ** Math.min(counted - 1, 30));
  return Math.round(full * (1 - chance / 2));
}
