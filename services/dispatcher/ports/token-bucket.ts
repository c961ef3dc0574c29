/** A token bucket: so many at once, so many a second. Pure; the script in Redis does the same sum. */

export interface Bucket {
  readonly tokens: number;
  readonly atMs: number;
}

export interface LimitSettings {
  readonly perSecond: number;
  readonly burst: number;
}

/** The bucket after one token was asked for, and how long to wait where there was none (else 0). */
export function takeToken(
  bucket: Bucket | undefined,
  nowMs: number,
  { perSecond, burst }: LimitSettings,
): { readonly bucket: Bucket; readonly waitMs: number } {
  const before = bucket ?? { tokens: burst, atMs: nowMs };
  const gained = (Math.max(nowMs - before.atMs, 0) * perSecond) / 1000;
  const tokens = Math.min(burst, before.tokens + gained);
  if (tokens >= 1) return { bucket: { tokens: tokens - 1, atMs: nowMs }, waitMs: 0 };
  return { bucket: { tokens, atMs: nowMs }, waitMs: Math.ceil(((1 - tokens) * 1000) / perSecond) };
}
