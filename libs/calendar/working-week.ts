/** A business calendar prepared for counting: weekdays and holidays by number, hours in milliseconds. */
import { UpshotError } from '@upshot/errors';
import { WEEKDAYS, type BusinessCalendar, type WorkingHours } from './business-calendar.ts';
import { weekdayOf } from './civil.ts';
import { readFieldDate } from './field-date.ts';
import { parseTimeOfDay } from './time-of-day.ts';
import { DAY_MS } from './units.ts';
import { zoneOf, type Zone } from './zone.ts';

/** Working time on the wall clock of a day, in milliseconds since its 00:00. */
export interface Opening {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface WorkingWeek {
  readonly zone: Zone;
  /** What a day holds of working time, in order; a holiday and a free weekday hold none. */
  readonly openingsOn: (dayNumber: number) => readonly Opening[];
  /** Whether any weekday holds some. */
  readonly everOpen: boolean;
}

const CLOSED: readonly Opening[] = [];
const prepared = new WeakMap<BusinessCalendar, WorkingWeek>();

/** The prepared form of a calendar, made once for each object. Throws `config_invalid` for one that its schema refuses. */
export function workingWeekOf(calendar: BusinessCalendar): WorkingWeek {
  const known = prepared.get(calendar);
  if (known) return known;
  const week = prepare(calendar);
  prepared.set(calendar, week);
  return week;
}

function prepare(calendar: BusinessCalendar): WorkingWeek {
  const week = WEEKDAYS.map((weekday) =>
    calendar.week[weekday].map(openingOf).sort((left, right) => left.fromMs - right.fromMs),
  );
  const holidays = new Set(calendar.holidays.map(holidayOf));
  return {
    zone: zoneOf(calendar.zone),
    openingsOn: (day) => (holidays.has(day) ? CLOSED : (week[weekdayOf(day)] ?? CLOSED)),
    everOpen: week.some((openings) => openings.length > 0),
  };
}

function openingOf({ from, to }: WorkingHours): Opening {
  const [fromMs, toMs] = [parseTimeOfDay(from), to === '24:00' ? DAY_MS : parseTimeOfDay(to)];
  if (fromMs === undefined || toMs === undefined || toMs <= fromMs) throw invalid('/week');
  return { fromMs, toMs };
}

function holidayOf(text: string): number {
  const date = readFieldDate(text);
  if (date?.kind !== 'day') throw invalid('/holidays');
  return date.day;
}

const invalid = (place: string): UpshotError =>
  new UpshotError('config_invalid', 'the business calendar breaks its schema', { place });
