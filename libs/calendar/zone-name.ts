/** Which names of time zones are taken: a region and a place, UTC, GMT, or an offset in use. */

const OFFSET = /^[+-](\d\d):([0-5]\d)$/u;
const MAX_OFFSET_MINUTES = 14 * 60;

/**
 * Whether `name` is a zone that schedules may use: an IANA name as IANA spells it (`Europe/Berlin`; links such as
 * `Asia/Calcutta` too), `UTC`, `GMT`, or a fixed offset up to 14 hours (`+05:30`). Abbreviations (`EST5EDT`, `CET`) are
 * not taken: they promise rules of a place without naming it.
 */
export function isZone(name: string): boolean {
  const offset = OFFSET.exec(name);
  if (offset) return Number(offset[1]) * 60 + Number(offset[2]) <= MAX_OFFSET_MINUTES;
  return (name === 'UTC' || name === 'GMT' || name.includes('/')) && isNamed(name);
}

/** Whether the platform knows the name, spelled so. */
function isNamed(name: string): boolean {
  try {
    return new Temporal.ZonedDateTime(0n, name).timeZoneId === name;
  } catch {
    return false;
  }
}
