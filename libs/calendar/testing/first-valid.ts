/** The stated policy of wall-clock time, said a second time by Temporal's means, to hold ours against it. */

/**
 * The first instant of `zone` at which the wall clock shows `local`; in a gap the first instant after it. `earlier` gives
 * the first of two, and before a gap a time too early by the gap's length, from which the next transition is its end.
 */
export function firstValid(local: Temporal.PlainDateTime, zone: string): number {
  const earlier = local.toZonedDateTime(zone, { disambiguation: 'earlier' });
  if (earlier.toPlainDateTime().equals(local)) return earlier.epochMilliseconds;
  return earlier.getTimeZoneTransition('next')?.epochMilliseconds ?? Number.NaN;
}
