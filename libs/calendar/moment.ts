/** Where counting starts: a day and a wall-clock time in a zone, and the very instant where one is known. */
import type { FieldDate } from './field-date.ts';
import { DAY_MS } from './units.ts';
import type { Zone } from './zone.ts';

export interface Moment {
  readonly zone: Zone;
  readonly day: number;
  /** On the wall clock, since 00:00 of the day. */
  readonly timeMs: number;
  /** The instant itself, where the value is one and its own time counts: wall-clock time could mean another. */
  readonly exactMs: number | null;
}

/** An instant as the zone's wall clock shows it. */
export function momentAt(atMs: number, zone: Zone): Moment {
  const localMs = atMs + zone.offsetAt(atMs);
  const day = Math.floor(localMs / DAY_MS);
  return { zone, day, timeMs: localMs - day * DAY_MS, exactMs: atMs };
}

/** The moment that a field's date names in a zone, at `timeMs` of its day where that isn't null. */
export function momentOf(date: FieldDate, zone: Zone, timeMs: number | null): Moment {
  if (date.kind === 'day') return { zone, day: date.day, timeMs: timeMs ?? 0, exactMs: null };
  const moment = momentAt(date.atMs, zone);
  if (timeMs !== null) return { zone, day: moment.day, timeMs, exactMs: null };
  return date.beyond ? { ...moment, timeMs: moment.timeMs + 1, exactMs: date.atMs + 1 } : moment;
}

/** The same time of another day; the same instant on its own day. */
export const onDay = (moment: Moment, day: number): Moment =>
  day === moment.day ? moment : { ...moment, day, exactMs: null };

/** The instant of a moment. */
export const instantAt = ({ exactMs, zone, day, timeMs }: Moment): number =>
  exactMs ?? zone.instantOf(day * DAY_MS + timeMs);
