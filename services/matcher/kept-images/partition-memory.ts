/** What a matcher has in memory of the records of one partition, for as long as it holds that partition without a break. */
import type { Kept } from './kept.ts';

/** The records that changed last, of each of which the newest change is kept. Bounded. */
export class PartitionMemory {
  readonly #limit: number;
  readonly #kept = new Map<string, Kept>();
  readonly #unstored = new Map<string, Kept>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: string): Kept | undefined {
    return this.#kept.get(key);
  }

  /** Takes in what the store holds. */
  recall(key: string, kept: Kept): void {
    if (!this.#kept.has(key)) this.#put(key, kept);
  }

  /** Takes in what a change leaves, which may have to be stored yet. */
  advance(key: string, kept: Kept, isUnstored: boolean): void {
    this.#put(key, kept);
    this.#unstored.delete(key);
    if (!isUnstored) return;
    this.#unstored.set(key, kept);
    forgetOldest(this.#unstored, this.#limit);
  }

  /** What has not been stored yet, the newest of each record. */
  get unstored(): ReadonlyMap<string, Kept> {
    return this.#unstored;
  }

  stored(): void {
    this.#unstored.clear();
  }

  /** Forgets everything: changes have passed by unread. */
  clear(): void {
    this.#kept.clear();
    this.#unstored.clear();
  }

  #put(key: string, kept: Kept): void {
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    forgetOldest(this.#kept, this.#limit);
  }
}

function forgetOldest(map: Map<string, Kept>, limit: number): void {
  const oldest = map.keys().next();
  if (map.size > limit && oldest.done !== true) map.delete(oldest.value);
}
