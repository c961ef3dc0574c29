/** Shows that the parts of a batch are the batch, in order, none larger than asked. */
import type { Batch, BusRecord } from '@upshot/bus';
import { describe, expect, it } from 'vitest';
import { partsOf } from './parts-of.ts';

const record = (at: number): BusRecord => ({
  topic: 't',
  partition: 0,
  offset: BigInt(at),
  timestampMs: 0,
  key: null,
  value: null,
  headers: {},
});
const batchOf = (length: number): Batch => ({
  topic: 't',
  partition: 0,
  records: Array.from({ length }, (_, at) => record(at)),
  highWatermark: BigInt(length),
});

describe('the parts of a batch', () => {
  it.each([
    [0, [0]],
    [1, [1]],
    [3, [3]],
    [4, [3, 1]],
    [9, [3, 3, 3]],
  ])('of %d records hold %j', (length, sizes) => {
    const batch = batchOf(length);
    const parts = [...partsOf(batch, 3)];
    expect(parts.map(({ records }) => records.length)).toEqual(sizes);
    expect(parts.flatMap(({ records }) => records)).toEqual(batch.records);
    expect(new Set(parts.map(({ highWatermark }) => highWatermark))).toEqual(new Set([BigInt(length)]));
  });
});
