/** From a relative date and a time to the date that it means, and for how long it means no other. */
import { WEEKDAYS } from '@upshot/calendar';
import type { AmountUnit, RelativeDate, RelativeStart } from './relative-date.ts';

/** A date, or an instant in UTC, as values write them; it stands while `fromMs` <= now < `untilMs`. */
export interface RelativeMoment {
  readonly text: string;
  readonly fromMs: number;
  readonly untilMs: number;
}

type Period = Exclude<RelativeStart, 'now'>;

const LENGTHS: Readonly<Record<Period, Temporal.DurationLike>> = {
  day: { days: 1 },
  week: { weeks: 1 },
  month: { months: 1 },
  quarter: { months: 3 },
  year: { years: 1 },
};
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** Far enough from the ends of time that no amount leads beyond them. */
const LAST_MS = 6e15;

/** What `date` means at `nowMs`: an instant for datetimes, for dates the day that the instant lies on in the zone. */
export function momentOf(date: RelativeDate, nowMs: number, type: 'date' | 'datetime'): RelativeMoment {
  const now = Temporal.Instant.fromEpochMilliseconds(withinTime(nowMs)).toZonedDateTimeISO(date.zone);
  const { relativeTo } = date;
  if (relativeTo !== 'now') {
    const start = startOf(relativeTo, now.toPlainDate(), date);
    const next = start.add(LENGTHS[relativeTo]);
    const moment = shift(start, date.plus).toZonedDateTime(date.zone).add(exactly(date.plus));
    return standing(textOf(moment, type), firstMs(start, date.zone), firstMs(next, date.zone));
  }
  const text = textOf(shiftTime(now, date.plus).add(exactly(date.plus)), type);
  const day = now.toPlainDate();
  return type === 'date' && exactMs(date.plus) === 0
    ? standing(text, firstMs(day, date.zone), firstMs(day.add({ days: 1 }), date.zone))
    : standing(text, nowMs, nowMs + 1);
}

const standing = (text: string, fromMs: number, untilMs: number): RelativeMoment => ({
  text,
  fromMs,
  untilMs,
});

const withinTime = (nowMs: number): number =>
  Number.isFinite(nowMs) ? Math.min(LAST_MS, Math.max(-LAST_MS, Math.floor(nowMs))) : 0;

/** The first day of the period that `day` lies in. */
function startOf(
  period: Period,
  day: Temporal.PlainDate,
  { weekStart, yearStart }: RelativeDate,
): Temporal.PlainDate {
  if (period === 'day') return day;
  if (period === 'week') return day.subtract({ days: (day.dayOfWeek + 6 - WEEKDAYS.indexOf(weekStart)) % 7 });
  const monthOfYear = (day.month - yearStart + 12) % 12;
  const back = { month: 0, quarter: monthOfYear % 3, year: monthOfYear }[period];
  return day.with({ day: 1 }).subtract({ months: back });
}

/** The start of a day in a zone: its first moment, where clocks leave midnight out. */
const firstMs = (day: Temporal.PlainDate, zone: string): number =>
  day.toZonedDateTime(zone).epochMilliseconds;

/** Months first, the last day of the month standing in for one that it does not have, then days. */
const shift = (day: Temporal.PlainDate, plus: RelativeDate['plus']): Temporal.PlainDate =>
  day.add({ months: monthsIn(plus) }).add({ days: daysIn(plus) });

/** The same wall-clock time of another day: the first of two, the first moment after a gap; the instant itself on its own day. */
function shiftTime(now: Temporal.ZonedDateTime, plus: RelativeDate['plus']): Temporal.ZonedDateTime {
  const [from, to] = [now.toPlainDate(), shift(now.toPlainDate(), plus)];
  if (to.equals(from)) return now;
  const wanted = to.toPlainDateTime(now.toPlainTime());
  const found = wanted.toZonedDateTime(now.timeZoneId, { disambiguation: 'earlier' });
  return found.toPlainDateTime().equals(wanted) ? found : (found.getTimeZoneTransition('next') ?? found);
}

const amount = (plus: RelativeDate['plus'], unit: AmountUnit): number => plus[unit] ?? 0;
const monthsIn = (plus: RelativeDate['plus']): number =>
  amount(plus, 'years') * 12 + amount(plus, 'quarters') * 3 + amount(plus, 'months');
const daysIn = (plus: RelativeDate['plus']): number => amount(plus, 'weeks') * 7 + amount(plus, 'days');
const exactMs = (plus: RelativeDate['plus']): number =>
  amount(plus, 'hours') * HOUR_MS + amount(plus, 'minutes') * MINUTE_MS;
const exactly = (plus: RelativeDate['plus']): Temporal.DurationLike => ({ milliseconds: exactMs(plus) });

const textOf = (moment: Temporal.ZonedDateTime, type: 'date' | 'datetime'): string =>
  type === 'date' ? moment.toPlainDate().toString() : moment.toInstant().toString();
