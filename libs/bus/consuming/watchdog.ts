/** Notices a silent stall: there is lag, and nothing has been polled for too long. */

export interface WatchdogOptions {
  readonly stallAfterMs: number;
  pollAgeMs(): number;
  /** Milliseconds since the consumer last found no broker. */
  unreachableAgeMs(): number;
  /** Asked over another connection than the consumer's, and only when polls are missing. */
  lag(): Promise<bigint>;
  onStall(): void;
}

export class Watchdog {
  readonly #options: WatchdogOptions;
  readonly #timer: NodeJS.Timeout;
  #reported = false;
  /** When the broker was last found unreachable, on the clock of `performance.now()`. */
  #unreachableAt = Number.NEGATIVE_INFINITY;
  #looking = false;

  constructor(options: WatchdogOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.#look(), Math.max(50, options.stallAfterMs / 3));
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#reported = true;
  }

  /** Reports a stall once, and again only after polls have come in between. */
  async #look(): Promise<void> {
    if (this.#options.pollAgeMs() < this.#options.stallAfterMs) this.#reported = false;
    if (!this.#overdue() || this.#reported || this.#looking) return;
    this.#looking = true;
    const lag = await this.#lag();
    this.#looking = false;
    if (lag === 0n || this.#reported || !this.#overdue()) return;
    this.#reported = true;
    this.#options.onStall();
  }

  /** A broker that is down is no stall; once it is back, the consumer has its full time to come back as well. */
  #overdue(): boolean {
    const { pollAgeMs, unreachableAgeMs } = this.#options;
    return (
      Math.min(pollAgeMs(), unreachableAgeMs(), performance.now() - this.#unreachableAt) >=
      this.#options.stallAfterMs
    );
  }

  async #lag(): Promise<bigint> {
    try {
      return await this.#options.lag();
    } catch {
      this.#unreachableAt = performance.now();
      return 0n;
    }
  }
}
