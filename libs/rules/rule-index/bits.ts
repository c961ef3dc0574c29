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

/** All of `count` rows. */
export function allOf(count: number): Int32Array {
  const bits = new Int32Array(wordsFor(count)).fill(-1);
  const rest = count & 31;
  if (rest !== 0) bits[bits.length - 1] = (1 << rest) - 1;
  return bits;
}
