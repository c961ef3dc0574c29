/** Sets of rows as bits, 32 to a word: one instruction asks 32 rules at once. */

export const wordsFor = (rows: number): number => (rows + 31) >>> 5;

export function setBit(bits: Int32Array, row: number, offset = 0): void {
  const word = offset + (row >>> 5);
  bits[word] = (bits[word] ?? 0) | (1 << row);
}

export function clearBit(bits: Int32Array, row: number, offset = 0): void {
  const word = offset + (row >>> 5);
  bits[word] = (bits[word] ?? 0) & ~(1 << row);
}

export function turnBit(bits: Int32Array, row: number, offset = 0): void {
  const word = offset + (row >>> 5);
  bits[word] = (bits[word] ?? 0) ^ (1 << row);
}

export const hasBit = (bits: Int32Array, row: number): boolean => ((bits[row >>> 5] ?? 0) & (1 << row)) !== 0;

/** Leaves in `rows` what `table` has too from `offset` on; zero where nothing is left. */
export function keepOnly(rows: Int32Array, table: Int32Array, offset: number): number {
  let left = 0;
  for (let word = 0; word < rows.length; word += 1) {
    const kept = (rows[word] ?? 0) & (table[offset + word] ?? 0);
    rows[word] = kept;
    left |= kept;
  }
  return left;
}

/** Whether any row is left. */
export function isAnyLeft(rows: Int32Array): boolean {
  for (const word of rows) if (word !== 0) return true;
  return false;
}

/** All of `count` rows. */
export function allOf(count: number): Int32Array {
  const bits = new Int32Array(wordsFor(count)).fill(-1);
  const rest = count & 31;
  if (rest !== 0) bits[bits.length - 1] = (1 << rest) - 1;
  return bits;
}

/** Calls `visit` with each row, in order. */
export function eachRow(bits: Int32Array, visit: (row: number) => void): void {
  for (let word = 0; word < bits.length; word += 1) {
    let left = bits[word] ?? 0;
    while (left !== 0) {
      visit((word << 5) + 31 - Math.clz32(left & -left));
      left &= left - 1;
    }
  }
}
