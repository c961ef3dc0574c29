/** Shows when the mirror counts as behind a change. */
import { describe, expect, it } from 'vitest';
import { isBehind } from './is-behind.ts';

const end = (partition: number, high: bigint, low = 0n) => ({ partition, low, high });
const mark = (partition: number, nextOffset: number, committedAtMs: number) => ({
  topic: 't',
  partition,
  nextOffset,
  committedAtMs,
});

describe('isBehind', () => {
  it.each([
    ['everything is stored, however old it is', [end(0, 5n)], [mark(0, 5, 10)], false],
    ['more is stored than was there', [end(0, 5n)], [mark(0, 7, 10)], false],
    ['something is not stored', [end(0, 6n)], [mark(0, 5, 10)], true],
    ['what is not stored was committed later', [end(0, 6n)], [mark(0, 5, 101)], false],
    ['what is not stored may be of the same moment', [end(0, 6n)], [mark(0, 5, 100)], true],
    ['nothing was ever stored of something', [end(0, 1n)], [], true],
    ['there was never anything', [end(0, 0n)], [], false],
    ['all that there was is deleted by age', [end(0, 9n, 9n)], [], false],
    ['one partition of two is not stored', [end(0, 5n), end(1, 3n)], [mark(0, 5, 10), mark(1, 2, 10)], true],
    ['one partition of two was never read', [end(0, 5n), end(1, 3n)], [mark(0, 5, 10)], true],
    [
      'a busy partition is past the change, an idle one is stored',
      [end(0, 9n), end(1, 3n)],
      [mark(0, 5, 101), mark(1, 3, 1)],
      false,
    ],
    ['the topic has no partitions', [], [], false],
  ])('%s', (_, ends, marks, behind) => {
    expect(isBehind(ends, marks, 100)).toBe(behind);
  });
});
