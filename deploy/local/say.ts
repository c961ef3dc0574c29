/** What the set-up tells the one who waits: one line per event, with who it is about. */

/** Tells one thing. */
export type Say = (message: string) => void;

/** Tells it on a stream, in the name of `who`. */
export type SayFor = (who: string) => Say;

/** A teller that writes aligned lines (`kafka        ready after 3.4 s`). */
export function sayOn(write: (line: string) => void): SayFor {
  return (who) => (message) => write(`  ${who.padEnd(14)} ${message}\n`);
}
