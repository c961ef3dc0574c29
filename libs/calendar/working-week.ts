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
  /** Whether any day may hold some. */
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
  const holidays = calendar.holidays.map((text) => [dayOf(text, '/holidays'), CLOSED] as const);
  const days = new Map([...holidays, ...openingsByDay(calendar.days ?? {}, '/days')]);
  const inItsYear = dayInYear(calendar);
  return {
    zone: zoneOf(calendar.zone),
    openingsOn: (day) => days.get(day) ?? inItsYear(day) ?? week[weekdayOf(day)] ?? CLOSED,
    daysAWeek: week.filter((openings) => openings.length > 0).length,
    everOpen:
      calendar.daysOf !== undefined || [...week, ...days.values()].some((openings) => openings.length > 0),
  };
}

type OpeningsByDay = ReadonlyMap<number, readonly Opening[]>;

/** What a day's year says of it; each year is asked for once, when one of its days is. */
function dayInYear({ daysOf }: BusinessCalendar): (day: number) => readonly Opening[] | undefined {
  if (daysOf === undefined) return () => undefined;
  const years = new Map<number, OpeningsByDay>();
  return (day) => {
    const { year } = civilOf(day);
    const known = years.get(year) ?? new Map(openingsByDay(daysOf(year), '/daysOf'));
    years.set(year, known);
    return known.get(day);
  };
}

const openingsByDay = (days: NonNullable<BusinessCalendar['days']>, place: string) =>
  Object.entries(days).map(([day, hours]) => [dayOf(day, place), openingsOf(hours)] as const);

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
