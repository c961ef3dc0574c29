/** Debezium's and Connect's times in their canonical form: dates, UTC instants, times of day. */
import type { FieldValue } from '@upshot/values';
import { wholeNumber } from './number.ts';

/** The largest instant that JavaScript can name; what lies beyond (`infinity`) stays a number. */
const MAX_EPOCH_MS = 8_640_000_000_000_000n;
const DAY_MS = 86_400_000n;

/** How many units of a time a second has, as the digits of its fraction. */
export type Digits = 3 | 6 | 9;

/** Days since 1970 → `YYYY-MM-DD`. */
export function dateOfDays(days: bigint): string {
  const ms = days * DAY_MS;
  if (ms > MAX_EPOCH_MS || ms < -MAX_EPOCH_MS) return String(days);
  const iso = new Date(Number(ms)).toISOString();
  return iso.slice(0, iso.indexOf('T'));
}

/** Milli-, micro- or nanoseconds since 1970 → an instant in UTC with as many fractional digits. */
export function instantOf(epoch: bigint, digits: Digits): string {
  const perMs = 10n ** BigInt(digits - 3);
  const rest = ((epoch % perMs) + perMs) % perMs;
  const ms = (epoch - rest) / perMs;
  if (ms > MAX_EPOCH_MS || ms < -MAX_EPOCH_MS) return String(epoch);
  const iso = new Date(Number(ms)).toISOString();
  return digits === 3 ? iso : `${iso.slice(0, -1)}${rest.toString().padStart(digits - 3, '0')}Z`;
}

/** Units since midnight → `HH:MM:SS.fff`; MySQL's may be negative or longer than a day. */
export function timeOfDay(units: bigint, digits: Digits): string {
  const perSecond = 10n ** BigInt(digits);
  const size = units < 0n ? -units : units;
  const seconds = size / perSecond;
  const two = (value: bigint): string => value.toString().padStart(2, '0');
  const fraction = (size % perSecond).toString().padStart(digits, '0');
  return `${units < 0n ? '-' : ''}${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}.${fraction}`;
}

const ZONED = /^([+-]?\d{4,6}-\d\d-\d\dT\d\d:\d\d)(:\d\d)?(\.\d{1,9})?([+-]\d\d:?\d\d)$/;

/** An instant with any offset → the same in UTC, its fraction kept as it is. What is no instant stays as it came. */
export function utcInstant(text: string): string {
  if (text.endsWith('Z')) return text;
  const match = ZONED.exec(text);
  if (match === null) return text;
  const [, minutes, seconds = ':00', fraction = '', offset] = match;
  const ms = Date.parse(`${minutes}${seconds}${offset}`);
  return Number.isNaN(ms) ? text : new Date(ms).toISOString().replace('.000Z', `${fraction}Z`);
}

/** `2024-02-29Z`, `13:14:15Z`: Debezium's ISO dates and times carry a zone that says nothing. */
export const withoutZone = (text: string): string => text.replace(/(?:Z|[+-]\d\d:\d\d)$/, '');

/** Milli-, micro- or nanoseconds of a zone-less epoch that does not say which: its size does, from 1973 to 5138. */
export function instantOfUnknownUnit(epoch: bigint): FieldValue {
  const size = epoch < 0n ? -epoch : epoch;
  if (size < 100_000_000_000_000n) return instantOf(epoch, 3);
  if (size < 100_000_000_000_000_000n) return instantOf(epoch, 6);
  return size < 10_000_000_000_000_000_000n ? instantOf(epoch, 9) : wholeNumber(epoch);
}
