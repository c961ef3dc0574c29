/** Rows as bits, 32 to a word: one instruction asks 32 rows at once. */

export const ROWS_IN_WORD = 32;

export const wordsFor = (rows: number): number => Math.ceil(rows / ROWS_IN_WORD);

/** The number of the lowest bit that is set. */
export const lowestBit = (bits: number): number => 31 - Math.clz32(bits & -bits);

/** How many bits are set. */
export function countBits(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count += 1;
  return count;
}
