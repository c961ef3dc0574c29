/** How long a broker may hold a fetch back: not for long while a partition is paused, which may be wanted at any moment. */

/** Twice that the next time, for a partition may also stay paused. */
const FIRST_MS = 50;

export class ShortWaits {
  readonly #longestMs: number;
  #ms = FIRST_MS;

  constructor(longestMs: number) {
    this.#longestMs = longestMs;
  }

  /** The wait of the next fetch. */
  next(hasPaused: boolean): number {
    if (!hasPaused) return this.#longestMs;
    const ms = Math.min(this.#ms, this.#longestMs);
    this.#ms = Math.min(2 * this.#ms, this.#longestMs);
    return ms;
  }

  /** Something moves: begins with short ones again. */
  reset(): void {
    this.#ms = FIRST_MS;
  }
}
