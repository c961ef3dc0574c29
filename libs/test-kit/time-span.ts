/** Spans of time as people write them (`3 business days`), added to a moment by the tenant's calendar. */
import { addOffset, OFFSET_UNITS } from '@upshot/calendar';
import { UpshotError } from '@upshot/errors';
import type { Working } from '@upshot/flow';

const SPAN = /^(?<amount>\d{1,9}) (?<unit>[a-z]+(?: [a-z]+)?)$/u;
const EXACT: Readonly<Record<string, number>> = { milliseconds: 1, seconds: 1_000 };

const wrong = (text: string): UpshotError =>
  new UpshotError(
    'scenario_invalid',
    `"${text}" is no span of time: write "90 seconds" or "3 business days"`,
  );

/** The moment `span` after `fromMs`. Throws `scenario_invalid` for what is no span, or where the calendar has no such moment. */
export function addSpan(fromMs: number, span: string, { calendar, tenantZone }: Working): number {
  const { amount: digits = '', unit: word = '' } = SPAN.exec(span)?.groups ?? {};
  const amount = Number(digits);
  const exactMs = unitOf(word, Object.keys(EXACT));
  if (exactMs !== undefined) return fromMs + amount * (EXACT[exactMs] ?? 0);
  const unit = unitOf(word.replace(' ', '_'), OFFSET_UNITS);
  if (unit === undefined) throw wrong(span);
  const atMs = addOffset(fromMs, { amount, unit }, { zone: tenantZone, calendar });
  if (atMs === null) throw new UpshotError('scenario_invalid', `the calendar never reaches "${span}"`);
  return atMs;
}

/** The unit that a word names, in the singular too. */
function unitOf<U extends string>(word: string, units: readonly U[]): U | undefined {
  return units.find((unit) => unit === word || unit === `${word}s`);
}

/** The instant that a text names. Throws `scenario_invalid`. */
export function instantOf(text: string): number {
  const atMs = Date.parse(text);
  if (Number.isNaN(atMs)) throw new UpshotError('scenario_invalid', `"${text}" is no instant in ISO 8601`);
  return atMs;
}
