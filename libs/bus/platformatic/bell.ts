/** Wakes those who wait for something to change, or lets them wait their time out. */
import { settlesWithin } from '../consuming/deadline.ts';

export class Bell {
  #next: PromiseWithResolvers<void> | undefined;

  /** Wakes everybody. */
  ring(): void {
    this.#next?.resolve();
    this.#next = undefined;
  }

  /** Resolves at the next ring, or after so long. */
  async wait(ms: number): Promise<void> {
    this.#next ??= Promise.withResolvers();
    await settlesWithin(this.#next.promise, ms);
  }
}
