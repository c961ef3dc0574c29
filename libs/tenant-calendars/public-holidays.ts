/** Public holidays of a country, a state or a region, by the library that keeps them: each year is worked out once. */
import Holidays from 'date-holidays';

/** Whose holidays, by the library's codes (ISO 3166), and of which kind; `public` where no kind is named. */
export interface PublicHolidays {
  readonly country: string;
  readonly state?: string | undefined;
  readonly region?: string | undefined;
  readonly kinds?: readonly HolidayKind[] | undefined;
}

/** Which of the library's kinds may close a business. */
export const HOLIDAY_KINDS = ['public', 'bank', 'optional'] as const;
type HolidayKind = (typeof HOLIDAY_KINDS)[number];

export interface PublicHoliday {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly name: string;
}

interface Place {
  readonly source: Holidays;
  readonly years: Map<number, readonly PublicHoliday[]>;
}

const DAY_MS = 86_400_000;
/** Rules are known for living memory and some time ahead; beyond, there are none. */
const [FIRST_YEAR, LAST_YEAR] = [1970, 2200];

/** A few hundred at most: each is checked before it is kept. */
const places = new Map<string, Place>();

/** The holidays of a year in order of their days, one for each day; none for a place that the library does not know. */
export function holidaysIn(where: PublicHolidays, year: number): readonly PublicHoliday[] {
  if (year < FIRST_YEAR || year > LAST_YEAR) return [];
  const { source, years } = placeOf(where);
  const known = years.get(year) ?? readYear(source, year);
  years.set(year, known);
  return known;
}

/** What the library does not know of a place, by the name of the part; null where it knows it. */
export function strangeIn({ country, state, region }: PublicHolidays): 'country' | 'state' | 'region' | null {
  const library = new Holidays();
  if (!has(library.getCountries(), country)) return 'country';
  if (state === undefined) return region === undefined ? null : 'state';
  if (!has(library.getStates(country), state)) return 'state';
  return region === undefined || has(library.getRegions(country, state), region) ? null : 'region';
}

/** A country without states has no list of them. */
const has = (names: Readonly<Record<string, string>> | undefined, name: string): boolean =>
  names !== undefined && Object.hasOwn(names, name);

function placeOf(where: PublicHolidays): Place {
  const { country, state = '', region = '', kinds = ['public'] } = where;
  const key = [country, state, region, ...kinds.toSorted()].join('/');
  const place = places.get(key) ?? {
    source: new Holidays(country, state, region, { types: [...kinds] }),
    years: new Map<number, readonly PublicHoliday[]>(),
  };
  places.set(key, place);
  return place;
}

function readYear(source: Holidays, year: number): readonly PublicHoliday[] {
  const days = new Map<string, string>();
  for (const { date, start, end, name } of source.getHolidays(year))
    for (const day of daysOf(date.slice(0, 10), end.getTime() - start.getTime()))
      days.set(day, days.get(day) ?? name);
  return [...days]
    .map(([day, name]) => ({ day, name }))
    .sort((left, right) => (left.day < right.day ? -1 : 1));
}

/** The whole days of a holiday: one of an afternoon has none, and one from sunset has the day after. */
const daysOf = (first: string, lengthMs: number): readonly string[] =>
  Array.from({ length: Math.round(lengthMs / DAY_MS) }, (_, after) =>
    new Date(Date.parse(first) + after * DAY_MS).toISOString().slice(0, 10),
  );
