/** How long to wait before another attempt. Pure: chance comes in as a number. */

/** How often an effect is tried in one go, and the pauses between. */
export interface RetrySettings {
  readonly attempts: number;
  /** Before the second attempt, the third, …; the last one repeats. */
  readonly pausesMs: readonly number[];
  /** The longest that another side may ask us to wait. */
  readonly longestMs: number;
}

export const RETRY_DEFAULTS: RetrySettings = { attempts: 4, pausesMs: [200, 1000, 3000], longestMs: 10_000 };

/**
 * The pause after attempt `attempt` (from 1): between half and one and a half times the setting, or what the other side
 * asked for, within the longest. `chance` is from 0 to 1.
 */
export function pauseMs(
  attempt: number,
  askedMs: number | null,
  settings: RetrySettings,
  chance: number,
): number {
  if (askedMs !== null) return Math.min(Math.max(askedMs, 0), settings.longestMs);
  const base = settings.pausesMs[attempt - 1] ?? settings.pausesMs.at(-1) ?? 0;
  return Math.min(base * (0.5 + chance), settings.longestMs);
}

/** What a `Retry-After` header asks for, in milliseconds; null where it is absent or says nothing that can be used. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | null {
  if (header === undefined || header.trim() === '') return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  const at = /^\s*[A-Za-z]{3}/.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(at - nowMs, 0);
}
