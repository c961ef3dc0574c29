/** How long to wait before a program that died is started again. */

const FIRST_MS = 500;
const MOST_MS = 10_000;

/** Half a second after the first quick death, twice as long after each further one, ten seconds at most. */
export function backOffMs(quickDeaths: number): number {
  return Math.min(MOST_MS, FIRST_MS * 2 ** Math.max(0, quickDeaths - 1));
}
