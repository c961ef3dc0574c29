/** Wall-clock times as text. */
import { HOUR_MS, MINUTE_MS } from './units.ts';

const SHAPE = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/u;

/** Milliseconds since 00:00 on the clock for `HH:mm` or `HH:mm:ss`; undefined where it is no time of day. */
export function parseTimeOfDay(text: string): number | undefined {
  const parts = SHAPE.exec(text);
  if (!parts) return undefined;
  const [, hour, minute, second = '0'] = parts;
  return Number(hour) * HOUR_MS + Number(minute) * MINUTE_MS + Number(second) * 1000;
}
