/** Keeps the known ends of partitions fresh while work is behind, for a paused partition learns nothing from fetches. */
import type { HeldPartition } from './held-partition.ts';

const EVERY_MS = 3_000;

export interface EndsRefresherOptions {
  parts(): Iterable<HeldPartition>;
  /** The offset after the last record of each partition of a topic. */
  ends(topic: string): Promise<readonly { readonly partition: number; readonly high: bigint }[]>;
}

export class EndsRefresher {
  readonly #options: EndsRefresherOptions;
  readonly #timer: NodeJS.Timeout;
  #asking = false;

  constructor(options: EndsRefresherOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.#refresh(), EVERY_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Asks only for topics with something undone; when the broker doesn't answer, what is known stays. */
  async #refresh(): Promise<void> {
    const behind = [...this.#options.parts()].filter(({ lag }) => lag > 0n);
    if (behind.length === 0 || this.#asking) return;
    this.#asking = true;
    await Promise.allSettled(
      [...new Set(behind.map(({ topic }) => topic))].map(async (topic) => this.#ask(topic, behind)),
    );
    this.#asking = false;
  }

  async #ask(topic: string, behind: readonly HeldPartition[]): Promise<void> {
    const ends = new Map((await this.#options.ends(topic)).map(({ partition, high }) => [partition, high]));
    for (const part of behind) if (part.topic === topic) part.reaches(ends.get(part.partition) ?? 0n);
  }
}
