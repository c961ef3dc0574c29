/** Notices a silent stall: there is lag, and nothing has been polled for too long. */

export interface WatchdogOptions {
  readonly stallAfterMs: number;
  pollAgeMs(): number;
  /** Asked over another connection than the consumer's, and only when polls are missing. */
  lag(): Promise<bigint>;
  onStall(): void;
}

export class Watchdog {
  readonly #options: WatchdogOptions;
  readonly #timer: NodeJS.Timeout;
  #reported = false;
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

  /** Reports a stall once, and again only after polls have come in between. A broker that is down is no stall. */
  async #look(): Promise<void> {
    if (this.#options.pollAgeMs() < this.#options.stallAfterMs) {
      this.#reported = false;
      return;
    }
    if (this.#reported || this.#looking) return;
    this.#looking = true;
    const lag = await this.#options.lag().catch(() => 0n);
    this.#looking = false;
    if (lag === 0n || this.#reported || this.#options.pollAgeMs() < this.#options.stallAfterMs) return;
    this.#reported = true;
    this.#options.onStall();
  }
}
