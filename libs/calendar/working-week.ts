/** A business calendar prepared for counting: weekdays and holidays by number, hours in milliseconds. */
import { UpshotError } from '@upshot/errors';
import { WEEKDAYS, type BusinessCalendar, type WorkingHours } from './business-calendar.ts';
import { civilOf, weekdayOf } from './civil.ts';
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
  /** How many weekdays hold some. */
  readonly daysAWeek: number;
  /** Whether any day holds some. */
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
  const week = WEEKDAYS.map((weekday) => openingsOf(calendar.week[weekday]));
  const isHoliday = holidaysIn(calendar);
  const days = new Map(
    Object.entries(calendar.days ?? {}).map(([day, hours]) => [dayOf(day, '/days'), openingsOf(hours)]),
  );
  return {
    zone: zoneOf(calendar.zone),
    openingsOn: (day) => days.get(day) ?? (isHoliday(day) ? CLOSED : (week[weekdayOf(day)] ?? CLOSED)),
    daysAWeek: week.filter((openings) => openings.length > 0).length,
    everOpen: [...week, ...days.values()].some((openings) => openings.length > 0),
  };
}

/** Whether a day is a holiday; each year is asked for once, when one of its days is. */
function holidaysIn({ holidays, holidaysOf }: BusinessCalendar): (day: number) => boolean {
  const own = new Set(holidays.map((text) => dayOf(text, '/holidays')));
  if (holidaysOf === undefined) return (day) => own.has(day);
  const years = new Map<number, ReadonlySet<number>>();
  return (day) => {
    if (own.has(day)) return true;
    const { year } = civilOf(day);
    const known = years.get(year) ?? new Set(holidaysOf(year).map((text) => dayOf(text, '/holidaysOf')));
    years.set(year, known);
    return known.has(day);
  };
}

const openingsOf = (hours: readonly WorkingHours[]): readonly Opening[] =>
  hours.map(openingOf).sort((left, right) => left.fromMs - right.fromMs);

function openingOf({ from, to }: WorkingHours): Opening {
  const [fromMs, toMs] = [parseTimeOfDay(from), to === '24:00' ? DAY_MS : parseTimeOfDay(to)];
  if (fromMs === undefined || toMs === undefined || toMs <= fromMs) throw invalid('/week');
  return { fromMs, toMs };
}

function dayOf(text: string, place: string): number {
  const date = readFieldDate(text);
  if (date?.kind !== 'day') throw invalid(place);
  return date.day;
}

const invalid = (place: string): UpshotError =>
  new UpshotError('config_invalid', 'the business calendar breaks its schema', { place });
