/** An instant as people of a zone read it. */

/** `2026-03-29T03:00:00+02:00`, to the second. Throws where the zone is none: schemas check names first. */
export const wallClock = (atMs: number, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(Math.floor(atMs)).toString({
    timeZone: zone,
    smallestUnit: 'second',
  });
