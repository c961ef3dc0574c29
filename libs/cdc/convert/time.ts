/** Debezium's and Connect's times in their canonical form: dates, UTC instants, times of day. */
import type { FieldValue } from '@upshot/values';
import { wholeNumber } from './number.ts';

/** The largest instant that JavaScript can name; what lies beyond (`infinity`) stays a number. */
const MAX_EPOCH_MS = 8_640_000_000_000_000;
const DAY_MS = 86_400_000;
const MAX_DAYS = MAX_EPOCH_MS / DAY_MS;

/** How many units of a time a second has, as the digits of its fraction. */
export type Digits = 3 | 6 | 9;

/** How many units a millisecond has. */
const PER_MS: Readonly<Record<Digits, number>> = { 3: 1, 6: 1_000, 9: 1_000_000 };

/** Days since 1970 → `YYYY-MM-DD`. */
export function dateOfDays(days: bigint | number): string {
  const day = Number(days);
  return Math.abs(day) > MAX_DAYS ? String(days) : dateText(day);
}

/** Milli-, micro- or nanoseconds since 1970 → an instant in UTC with as many fractional digits. */
export function instantOf(epoch: bigint | number, digits: Digits): string {
  const perMs = PER_MS[digits];
  const rest = restOf(epoch, perMs);
  const ms =
    typeof epoch === 'number' ? (epoch - rest) / perMs : Number((epoch - BigInt(rest)) / BigInt(perMs));
  if (Math.abs(ms) > MAX_EPOCH_MS) return String(epoch);
  const msOfDay = restOf(ms, DAY_MS);
  const date = dateText((ms - msOfDay) / DAY_MS);
  return `${date}T${clockText(Math.floor(msOfDay / 1000))}.${fractionText(msOfDay % 1000, rest, digits)}Z`;
}

/** Units since midnight → `HH:MM:SS.fff`; MySQL's may be negative or longer than a day. */
export function timeOfDay(units: bigint | number, digits: Digits): string {
  const size = units < 0 ? -units : units;
  const perMs = PER_MS[digits];
  const rest = restOf(size, perMs);
  const ms = typeof size === 'number' ? (size - rest) / perMs : Number((size - BigInt(rest)) / BigInt(perMs));
  const clock = clockText(Math.floor(ms / 1000));
  return `${units < 0 ? '-' : ''}${clock}.${fractionText(ms % 1000, rest, digits)}`;
}

/** The remainder of a division that rounds down: never negative. */
function restOf(value: bigint | number, divisor: number): number {
  const rest = typeof value === 'number' ? value % divisor : Number(value % BigInt(divisor));
  return rest < 0 ? rest + divisor : rest + 0;
}

/** The dates from 1970 to 2106, each written when it is first asked for: a row has several, and mostly the same. */
const DATES: string[] = Array.from({ length: 50_000 }, () => '');

function dateText(day: number): string {
  const known = DATES[day];
  if (known !== undefined && known !== '') return known;
  const iso = new Date(day * DAY_MS).toISOString();
  const date = iso.slice(0, iso.indexOf('T'));
  if (known === '') DATES[day] = date;
  return date;
}

const padded = (count: number, digits: number): readonly string[] =>
  Array.from({ length: count }, (_, number) => String(number).padStart(digits, '0'));
const TWO = padded(100, 2);
const THREE = padded(1_000, 3);

function clockText(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = TWO[Math.floor(seconds / 60) % 60] ?? '';
  return `${TWO[hours] ?? hours}:${minutes}:${TWO[seconds % 60] ?? ''}`;
}

function fractionText(ms: number, rest: number, digits: Digits): string {
  const thousandths = THREE[ms] ?? '';
  if (digits === 3) return thousandths;
  if (digits === 6) return `${thousandths}${THREE[rest] ?? ''}`;
  return `${thousandths}${THREE[Math.floor(rest / 1000)] ?? ''}${THREE[rest % 1000] ?? ''}`;
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
