/** Which offset may be committed when records finish out of order: the one after the longest finished beginning. */

/** One record on its way, from `add` to `done`. */
export interface Ticket {
  readonly offset: bigint;
  /** The offset to commit when this record and all before it are done. */
  readonly next: bigint;
  readonly timestampMs: number;
}

interface Entry extends Ticket {
  done: boolean;
}

/** Below this many finished entries the queue isn't cut. */
const CUT_AT = 1024;

/** The records of one partition that are on their way, in offset order. */
export class ContiguousOffsets {
  #entries: Entry[] = [];
  #head = 0;
  #committable: bigint | undefined;

  /** Takes note of a record; offsets must ascend, gaps are fine. */
  add(offset: bigint, next: bigint, timestampMs: number): Ticket {
    const entry = { offset, next, timestampMs, done: false };
    this.#entries.push(entry);
    return entry;
  }

  /** Marks a record as done; a second time changes nothing. */
  done(ticket: Ticket): void {
    const entry: Entry | undefined = this.#find(ticket.offset);
    if (entry === undefined) return;
    entry.done = true;
    this.#advance();
  }

  /** The offset that may be committed, undefined while nothing contiguous is done. */
  get committable(): bigint | undefined {
    return this.#committable;
  }

  /** The first record that is not done. */
  get oldest(): Ticket | undefined {
    return this.#entries[this.#head];
  }

  #advance(): void {
    for (let first = this.#entries[this.#head]; first?.done === true; first = this.#entries[this.#head]) {
      this.#committable = first.next;
      this.#head += 1;
    }
    if (this.#head < CUT_AT || this.#head * 2 < this.#entries.length) return;
    this.#entries = this.#entries.slice(this.#head);
    this.#head = 0;
  }

  /** Most often it is the first; else, since offsets ascend, the entry is found by halving. */
  #find(offset: bigint): Entry | undefined {
    const first = this.#entries[this.#head];
    if (first?.offset === offset) return first;
    let low = this.#head;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const entry = this.#entries[middle];
      if (entry === undefined) return undefined;
      if (entry.offset === offset) return entry;
      if (entry.offset < offset) low = middle + 1;
      else high = middle;
    }
    return undefined;
  }
}
