/** Shows that requests keep every record in order and stay within what a broker takes. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OutgoingRecord } from '../bus.ts';
import { cutIntoRequests, REQUEST_BYTES, REQUEST_RECORDS, takeTogether, type Waiting } from './send-queue.ts';

const record = (bytes: number): OutgoingRecord => ({ topic: 't', key: 'k', value: Buffer.alloc(bytes) });
const waiting = (...records: OutgoingRecord[]): Waiting => ({
  records,
  resolve: () => undefined,
  reject: () => undefined,
});
const bytesOf = (records: readonly OutgoingRecord[]): number =>
  records.reduce((sum, { value }) => sum + (value?.length ?? 0), 0);

describe('cutIntoRequests', () => {
  it('keeps every record in order, within the bounds', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400_000 }), { maxLength: 30 }), (sizes) => {
        const records = sizes.map(record);
        const requests = cutIntoRequests(records);
        expect(requests.flat()).toEqual(records);
        for (const request of requests) expect(bytesOf(request)).toBeLessThan(REQUEST_BYTES);
      }),
      { numRuns: 30 },
    );
  });
  it('sends a record alone that is too large for any request', () => {
    const records = [record(1), record(REQUEST_BYTES * 2), record(1)];
    expect(cutIntoRequests(records).map(({ length }) => length)).toEqual([1, 1, 1]);
  });
  it('limits the number of records', () => {
    const requests = cutIntoRequests(Array.from({ length: REQUEST_RECORDS + 1 }, () => record(0)));
    expect(requests.map(({ length }) => length)).toEqual([REQUEST_RECORDS, 1]);
  });
  it('counts headers', () => {
    const headers = { h: Buffer.alloc(REQUEST_BYTES / 2) };
    const large = { ...record(0), headers };
    expect(cutIntoRequests([large, large])).toHaveLength(2);
  });
  it('makes nothing of nothing', () => {
    expect(cutIntoRequests([])).toEqual([]);
  });
});

describe('takeTogether', () => {
  it('takes calls together as far as they fit, in order, and never cuts one', () => {
    const third = REQUEST_BYTES / 3;
    const calls = [
      waiting(record(third)),
      waiting(record(third)),
      waiting(record(third)),
      waiting(record(1)),
    ];
    const queue = [...calls];
    expect(takeTogether(queue)).toEqual(calls.slice(0, 2));
    expect(takeTogether(queue)).toEqual(calls.slice(2));
    expect(queue).toEqual([]);
  });
  it('takes at least one call, however large', () => {
    const queue = [waiting(record(REQUEST_BYTES * 3)), waiting(record(1))];
    expect(takeTogether(queue)).toHaveLength(1);
  });
});
