/** Commits the newest offset of each partition, one request at a time, everything that gathered meanwhile together. */
import { setTimeout as pause } from 'node:timers/promises';
import { partitionKey, type OffsetToCommit } from './seat.ts';

type Commit = (offsets: readonly OffsetToCommit[]) => Promise<void>;

export interface CommitterOptions {
  readonly commit: Commit;
  /** The shortest time between two commits. */
  readonly gapMs: number;
  onFailure(thrown: unknown): void;
}

/** The pause after a commit that failed. */
const FAILED_GAP_MS = 250;

/** A failed commit is tried again with the next one: offsets only ascend, so the newest covers the older. */
export class Committer {
  readonly #options: CommitterOptions;
  readonly #dirty = new Map<string, OffsetToCommit>();
  #running: Promise<void> | undefined;
  #closed = false;

  constructor(options: CommitterOptions) {
    this.#options = options;
  }

  /** Takes note of an offset; it is committed soon. */
  mark(offset: OffsetToCommit): void {
    if (this.#closed) return;
    this.#dirty.set(partitionKey(offset), offset);
    this.#running ??= this.#run();
  }

  /** Commits what is left and takes no more; resolves also when that fails, for then the records come again. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
    await this.#commitOnce();
  }

  async #run(): Promise<void> {
    while (this.#dirty.size > 0 && !this.#closed) {
      const committed = await this.#commitOnce();
      await pause(committed ? this.#options.gapMs : FAILED_GAP_MS);
    }
    this.#running = undefined;
  }

  async #commitOnce(): Promise<boolean> {
    const offsets = [...this.#dirty.values()];
    if (offsets.length === 0) return true;
    this.#dirty.clear();
    try {
      await this.#options.commit(offsets);
      return true;
    } catch (thrown) {
      this.#options.onFailure(thrown);
      for (const offset of offsets) this.#keep(offset);
      return false;
    }
  }

  #keep(offset: OffsetToCommit): void {
    const key = partitionKey(offset);
    if (!this.#dirty.has(key)) this.#dirty.set(key, offset);
  }
}
