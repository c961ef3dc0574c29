/** Dates and datetimes as instants, with every fractional digit that the source sent. */
import { daysSinceEpoch, isCalendarDay } from './calendar.ts';
import { parsePlainInstant } from './plain-instant.ts';
import type { FieldValue } from './types.ts';

/** A point in time: whole milliseconds since 1970 in UTC, and the digits below the millisecond. */
export interface Instant {
  readonly ms: number;
  /** Digits after the millisecond without trailing zeros: as text they order as the fractions do. */
  readonly rest: string;
}

const SHAPE =
  /^([+-]?\d{4,6})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,18}))?)?(Z|[+-]\d\d(?::?\d\d)?)?)?$/i;
const MAX_LENGTH = 60;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * The instant that `value` names: `2026-03-01`, `2026-03-01T10:00:00.123456Z`, `2026-03-01 10:00+02:00`; else undefined.
 * A date is midnight UTC, and so is a time without a zone read: records hold UTC, and no reader's zone may decide.
 */
export function parseInstant(value: FieldValue): Instant | undefined {
  if (typeof value !== 'string' || value.length > MAX_LENGTH) return undefined;
  const plain = parsePlainInstant(value);
  if (plain !== undefined) return { ms: plain, rest: '' };
  const parts = SHAPE.exec(value.trim());
  if (!parts) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = parts;
  if (!isCalendarDay(Number(year), Number(month), Number(day))) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const days = daysSinceEpoch(Number(year), Number(month), Number(day));
  const minutes = Number(hour) * 60 + Number(minute) - zoneMinutes(zone);
  const milliseconds = Number(second) * 1000 + Number(fraction.slice(0, 3).padEnd(3, '0'));
  return {
    ms: days * DAY_MS + minutes * MINUTE_MS + milliseconds,
    rest: fraction.slice(3).replace(/0+$/, ''),
  };
}

function zoneMinutes(zone: string): number {
  if (zone.length === 1) return 0;
  const digits = zone.slice(1).replace(':', '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return zone.startsWith('-') ? -minutes : minutes;
}

/** Negative where `left` is earlier, zero at the same instant, positive where it is later. */
export function compareInstants(left: Instant, right: Instant): number {
  if (left.ms !== right.ms) return left.ms < right.ms ? -1 : 1;
  return left.rest < right.rest ? -1 : Number(left.rest > right.rest);
}
