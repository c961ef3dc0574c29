/** A zone's offsets, read from Temporal once per span between two transitions and kept. */
import { UpshotError } from '@upshot/errors';
import { DAY_MS, HOUR_MS, withinDates } from './units.ts';
import { isZone } from './zone-name.ts';

export interface Zone {
  /** How far the zone's wall clock is ahead of UTC at an instant. */
  readonly offsetAt: (atMs: number) => number;
  /**
   * The instant at which the wall clock shows `localMs` (counted as if it were UTC): the first of two where clocks go
   * back; where they go forward over it, or leave a day out, the first valid instant after the gap.
   */
  readonly instantOf: (localMs: number) => number;
}

/** From one transition (or ever) until the next (or forever) the offset stays the same. */
interface Span {
  readonly startMs: number;
  readonly endMs: number;
  readonly offsetMs: number;
}

/** No wall clock has ever been further ahead of UTC: 15:56:08 in Manila before 1844, the other way round. */
const FARTHEST_AHEAD_MS = 16 * HOUR_MS;
/** 256 years of two transitions each; beyond, what is kept is dropped. */
const MAX_SPANS = 512;

/** By name as IANA spells it or by offset in minutes: never more than a few thousand. */
const zones = new Map<string, Zone>();

/** The zone of that name. Throws `definition_invalid` where there is none: schemas check names first. */
export function zoneOf(name: string): Zone {
  const known = zones.get(name);
  if (known) return known;
  if (!isZone(name)) throw new UpshotError('definition_invalid', 'no such time zone', { place: '/zone' });
  const zone = createZone(name);
  zones.set(name, zone);
  return zone;
}

function createZone(name: string): Zone {
  const spanAt = keepSpans((atMs) => readSpan(name, atMs));
  return {
    offsetAt: (atMs) => spanAt(atMs).offsetMs,
    instantOf: (localMs) => {
      const local = withinDates(localMs, DAY_MS);
      let span = spanAt(local - FARTHEST_AHEAD_MS);
      while (local - span.offsetMs >= span.endMs) span = spanAt(span.endMs);
      return Math.max(span.startMs, local - span.offsetMs);
    },
  };
}

function readSpan(name: string, atMs: number): Span {
  const at = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(name);
  const after = Temporal.Instant.fromEpochMilliseconds(atMs + 1).toZonedDateTimeISO(name);
  return {
    startMs: after.getTimeZoneTransition('previous')?.epochMilliseconds ?? -Infinity,
    endMs: at.getTimeZoneTransition('next')?.epochMilliseconds ?? Infinity,
    offsetMs: at.offsetNanoseconds / 1e6,
  };
}

/** A look-up of spans that asks `read` once for each. */
function keepSpans(read: (atMs: number) => Span): (atMs: number) => Span {
  let spans: readonly Span[] = [];
  let last: Span = { startMs: 0, endMs: 0, offsetMs: 0 };
  return (anyMs) => {
    const atMs = Math.floor(withinDates(anyMs, 1));
    if (atMs >= last.startMs && atMs < last.endMs) return last;
    const index = firstAfter(spans, atMs);
    const before = spans[index - 1];
    if (before !== undefined && atMs < before.endMs) return (last = before);
    last = read(atMs);
    spans = spans.length < MAX_SPANS ? spans.toSpliced(index, 0, last) : [last];
    return last;
  };
}

/** Where the first span stands that starts after the instant. */
function firstAfter(spans: readonly Span[], atMs: number): number {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.startMs ?? Infinity) > atMs) high = middle;
    else low = middle + 1;
  }
  return low;
}
