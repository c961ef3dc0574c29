/** Shows which batches of a fetch belong to aborted transactions. */
import type { RecordsBatch } from '@platformatic/kafka';
import { describe, expect, it } from 'vitest';
import { CONTROL, madeBatch, madeMarker, TRANSACTIONAL } from '../testing/made-batch.ts';
import { AbortedTransactions, isMarker } from './aborted-transactions.ts';

const written = (firstOffset: bigint, producerId: bigint): RecordsBatch =>
  madeBatch(firstOffset, 1, { attributes: TRANSACTIONAL, producerId });

/** The first offsets of the batches that are handed over. */
function kept(aborted: readonly [bigint, bigint][], batches: readonly RecordsBatch[]): bigint[] {
  const transactions = new AbortedTransactions(
    aborted.map(([producerId, firstOffset]) => ({ producerId, firstOffset })),
  );
  const held = batches.filter((batch) => !transactions.hold(batch));
  return held.filter((batch) => !isMarker(batch)).map(({ firstOffset }) => firstOffset);
}

describe('aborted transactions', () => {
  it('end with their marker', () => {
    const batches = [
      written(0n, 1n),
      madeMarker(1n, 1n, 'abort'),
      written(2n, 1n),
      madeMarker(3n, 1n, 'commit'),
    ];
    expect(kept([[1n, 0n]], batches)).toEqual([2n]);
  });
  it('are told apart when one producer has several, in whatever order the broker names them', () => {
    const outcomes = ['abort', 'commit', 'abort'] as const;
    const ended = outcomes.flatMap((outcome, index) => {
      const offset = BigInt(2 * index);
      return [written(offset, 1n), madeMarker(offset + 1n, 1n, outcome)];
    });
    const batches = [...ended, written(6n, 1n)];
    const aborted: [bigint, bigint][] = [
      [1n, 4n],
      [1n, 0n],
    ];
    expect(kept(aborted, batches)).toEqual([2n, 6n]);
    expect(kept(aborted.toReversed(), batches)).toEqual([2n, 6n]);
  });
  it('are left out also where their marker comes with a later fetch, or their beginning came with an earlier', () => {
    expect(kept([[1n, 0n]], [written(0n, 1n), written(1n, 1n)])).toEqual([]);
    expect(kept([[1n, 0n]], [written(50n, 1n), madeMarker(51n, 1n, 'abort'), written(52n, 1n)])).toEqual([
      52n,
    ]);
  });
  it('take nothing with them of other producers, nor of those without transactions', () => {
    const batches = [
      written(0n, 1n),
      written(1n, 2n),
      madeBatch(2n, 1),
      madeBatch(3n, 1, { producerId: 1n }),
    ];
    expect(kept([[1n, 0n]], batches)).toEqual([1n, 2n, 3n]);
  });
  it('begin no earlier than the broker says', () => {
    expect(kept([[1n, 5n]], [written(0n, 1n), written(5n, 1n)])).toEqual([0n]);
  });
  it('do without markers that were compacted away', () => {
    const empty = madeBatch(1n, 0, {
      attributes: TRANSACTIONAL | CONTROL,
      producerId: 1n,
      lastOffsetDelta: 0,
    });
    expect(kept([[1n, 0n]], [written(0n, 1n), empty])).toEqual([]);
  });
  it('may be none', () => {
    expect(new AbortedTransactions(null).hold(written(0n, 1n))).toBe(false);
  });
});
