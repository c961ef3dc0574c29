/**
 * The rows that are left of a filter's, as bits: 32 to a word, so that one instruction asks 32 of them. Words in which no row is left
 * are not looked at again, and since rows of a kind lie together, that is soon most of them.
 */
export class Rows {
  readonly bits: Int32Array;
  /** The words that have a row left: the first `count` of them, in order. */
  readonly words: Int32Array;
  count = 0;
  readonly #all: Int32Array;

  constructor(all: Int32Array) {
    this.#all = all;
    this.bits = new Int32Array(all.length);
    this.words = new Int32Array(all.length);
  }

  /** All are left again. */
  reset(): void {
    const { bits, words } = this;
    const all = this.#all;
    for (let word = 0; word < bits.length; word += 1) {
      bits[word] = all[word] ?? 0;
      words[word] = word;
    }
    this.count = bits.length;
  }

  /** All of some words are left again: of those whose places are the rows that are left of `coarse`. */
  resetTo(coarse: Rows): void {
    const { bits, words } = this;
    this.count = 0;
    for (let place = 0; place < coarse.count; place += 1) {
      const outer = coarse.words[place] ?? 0;
      for (let left = coarse.bits[outer] ?? 0; left !== 0; left &= left - 1) {
        const word = (outer << 5) + 31 - Math.clz32(left & -left);
        bits[word] = this.#all[word] ?? 0;
        words[this.count] = word;
        this.count += 1;
      }
    }
  }

  /** Whether one of `some` is left. */
  hasAny(some: Int32Array): boolean {
    const { bits, words, count } = this;
    for (let place = 0; place < count; place += 1) {
      const word = words[place] ?? 0;
      if (((bits[word] ?? 0) & (some[word] ?? 0)) !== 0) return true;
    }
    return false;
  }

  /** Forgets the words of which bits were taken by hand until none was left. */
  tidy(): void {
    const { bits, words, count } = this;
    let left = 0;
    for (let place = 0; place < count; place += 1) {
      const word = words[place] ?? 0;
      words[left] = word;
      left += bits[word] === 0 ? 0 : 1;
    }
    this.count = left;
  }

  /** Leaves what `table` has too from `offset` on. */
  keep(table: Int32Array, offset: number): void {
    const { bits, words, count } = this;
    let left = 0;
    for (let place = 0; place < count; place += 1) {
      const word = words[place] ?? 0;
      const kept = (bits[word] ?? 0) & (table[offset + word] ?? 0);
      bits[word] = kept;
      words[left] = word;
      left += kept === 0 ? 0 : 1;
    }
    this.count = left;
  }

  /** Leaves what `table` has too at its beginning, or `more` has, less what `fewer` has; both lists are in order. */
  keepListed(table: Int32Array, more: readonly number[], fewer: readonly number[]): void {
    const { bits, words, count } = this;
    let [left, gained, lost] = [0, 0, 0];
    for (let place = 0; place < count; place += 1) {
      const word = words[place] ?? 0;
      let passing = table[word] ?? 0;
      while (gained < more.length && (more[gained] ?? 0) >>> 5 < word) gained += 1;
      for (; gained < more.length && (more[gained] ?? 0) >>> 5 === word; gained += 1)
        passing |= 1 << (more[gained] ?? 0);
      while (lost < fewer.length && (fewer[lost] ?? 0) >>> 5 < word) lost += 1;
      for (; lost < fewer.length && (fewer[lost] ?? 0) >>> 5 === word; lost += 1)
        passing &= ~(1 << (fewer[lost] ?? 0));
      const kept = (bits[word] ?? 0) & passing;
      bits[word] = kept;
      words[left] = word;
      left += kept === 0 ? 0 : 1;
    }
    this.count = left;
  }
}
