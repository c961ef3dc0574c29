/** Keyed lanes: items of one lane go one turn after the other, different lanes side by side, the longest waiting first. */

/** The first items of one lane, handed out until they are finished or held. */
export interface Turn<T> {
  readonly lane: string;
  readonly items: readonly T[];
}

interface Lane<T> {
  readonly items: T[];
  /** How many of the first items are handed out. */
  taken: number;
  /** Shut lanes hand nothing out until they are opened. */
  shut: boolean;
}

/** A pure scheduler: it knows neither time nor promises, only whose turn it is. */
export class Lanes<T> {
  readonly #lanes = new Map<string, Lane<T>>();
  /** A set keeps insertion order, which makes it a queue without duplicates. */
  readonly #ready = new Set<string>();
  #size = 0;

  /** Items that are waiting or handed out. */
  get size(): number {
    return this.#size;
  }

  /** Puts an item at the end of its lane. */
  push(name: string, item: T): void {
    const lane = this.#lanes.get(name) ?? { items: [], taken: 0, shut: false };
    this.#lanes.set(name, lane);
    lane.items.push(item);
    this.#size += 1;
    this.#offer(name, lane);
  }

  /** Hands out up to `most` items of the lane that waits longest; nothing when every lane is busy, shut or empty. */
  next(most: number): Turn<T> | undefined {
    const [name] = this.#ready;
    const lane = name === undefined ? undefined : this.#lanes.get(name);
    if (name === undefined || lane === undefined) return undefined;
    this.#ready.delete(name);
    const items = lane.items.slice(0, Math.max(1, most));
    lane.taken = items.length;
    return { lane: name, items };
  }

  /** The turn is done: its items are gone and the lane may go on. */
  finish(name: string): void {
    const lane = this.#lanes.get(name);
    if (lane === undefined) return;
    lane.items.splice(0, lane.taken);
    this.#size -= lane.taken;
    lane.taken = 0;
    if (lane.items.length === 0) this.#lanes.delete(name);
    else this.#offer(name, lane);
  }

  /** The turn failed: its items stay at the head, and the lane is shut until `open`. */
  hold(name: string): void {
    const lane = this.#lanes.get(name);
    if (lane === undefined) return;
    lane.taken = 0;
    lane.shut = true;
    this.#ready.delete(name);
  }

  /** Ends a `hold`. */
  open(name: string): void {
    const lane = this.#lanes.get(name);
    if (lane === undefined || !lane.shut) return;
    lane.shut = false;
    this.#offer(name, lane);
  }

  #offer(name: string, lane: Lane<T>): void {
    if (lane.taken === 0 && !lane.shut) this.#ready.add(name);
  }
}
