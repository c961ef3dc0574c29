/** Shows what of the broker's batches is handed over, and where to read on. */
import { readFile } from 'node:fs/promises';
import { Reader, readRecordsBatches } from '@platformatic/kafka';
import { describe, expect, it } from 'vitest';
import {
  APPEND_TIME,
  madeAnswer,
  madeBatch,
  madeMarker,
  madeRecord,
  TRANSACTIONAL,
} from '../testing/made-batch.ts';
import { readFetched } from './chunks.ts';

const place = { topic: 't', partition: 3 };
const offsetsOf = ({ records }: ReturnType<typeof readFetched>): bigint[] =>
  records.map(({ record }) => record.offset);
const fixture = (codec: string): Promise<Buffer> =>
  readFile(new URL(`../testing/fixtures/${codec}.batch`, import.meta.url));

describe('readFetched', () => {
  it('gives each record its place, and keeps offsets exact beyond what a number holds', () => {
    const batch = madeBatch(9_007_199_254_740_993n, 1);
    const [only] = readFetched(place, 0n, madeAnswer({ records: [batch] })).records;
    expect(only).toMatchObject({
      next: 9_007_199_254_740_994n,
      record: { topic: 't', partition: 3, offset: 9_007_199_254_740_993n, timestampMs: 1_700_000_000_000 },
    });
  });
  it('leaves out what stands in a batch before the offset that was asked for', () => {
    const fetched = readFetched(place, 12n, madeAnswer({ records: [madeBatch(10n, 5)] }));
    expect([offsetsOf(fetched), fetched.next]).toEqual([[12n, 13n, 14n], 15n]);
  });
  it('counts the traces of compacted records at the end to the last that is left', () => {
    const compacted = madeBatch(10n, 5, { lastOffsetDelta: 9, records: [madeRecord(1), madeRecord(4)] });
    const fetched = readFetched(place, 10n, madeAnswer({ records: [compacted] }));
    expect(fetched.records.map(({ record, next }) => [record.offset, next])).toEqual([
      [11n, 12n],
      [14n, 20n],
    ]);
  });
  it('gets past a batch of which nothing is left', () => {
    const empty = madeBatch(10n, 0, { lastOffsetDelta: 41 });
    expect(readFetched(place, 10n, madeAnswer({ records: [empty] }))).toEqual({ records: [], next: 52n });
  });
  it('gets past markers, and stays where it is without anything', () => {
    const marker = madeMarker(7n, 1n, 'commit');
    expect(readFetched(place, 7n, madeAnswer({ records: [marker] }))).toEqual({ records: [], next: 8n });
    expect(readFetched(place, 7n, madeAnswer({ records: null }))).toEqual({ records: [], next: 7n });
    expect(readFetched(place, 7n, madeAnswer())).toEqual({ records: [], next: 7n });
  });
  it('leaves out aborted records and reads on behind them', () => {
    const records = [
      madeBatch(0n, 2, { attributes: TRANSACTIONAL, producerId: 1n }),
      madeBatch(2n, 1, { attributes: TRANSACTIONAL, producerId: 2n }),
    ];
    const abortedTransactions = [{ producerId: 1n, firstOffset: 0n }];
    const fetched = readFetched(place, 0n, madeAnswer({ records, abortedTransactions }));
    expect([offsetsOf(fetched), fetched.next]).toEqual([[2n], 3n]);
  });
  it('takes the time of a record from its producer, or from the broker where that sets it', () => {
    const records = [madeRecord(0, { timestampDelta: 5n })];
    const times = [0, APPEND_TIME].map(
      (attributes) =>
        readFetched(place, 0n, madeAnswer({ records: [madeBatch(0n, 1, { attributes, records })] }))
          .records[0]?.record.timestampMs,
    );
    expect(times).toEqual([1_700_000_000_005, 1_700_000_000_999]);
  });
  it('takes the last of headers that repeat, leaves out those without a value, and gives them no prototype', () => {
    const header = (name: string | null, value: string | null): [Buffer | null, Buffer | null] => [
      name === null ? null : Buffer.from(name),
      value === null ? null : Buffer.from(value),
    ];
    const given = [
      header('a', '1'),
      header('a', '2'),
      header('__proto__', 'p'),
      header('b', null),
      header(null, 'e'),
    ];
    const batch = madeBatch(0n, 1, { records: [madeRecord(0, { headers: given })] });
    const [only] = readFetched(place, 0n, madeAnswer({ records: [batch] })).records;
    const headers = only?.record.headers ?? {};
    expect(Object.getPrototypeOf(headers)).toBeNull();
    expect(Object.entries(headers).map(([name, value]) => [name, String(value)])).toEqual([
      ['a', '2'],
      ['__proto__', 'p'],
      ['', 'e'],
    ]);
  });
  it('lets nobody write into the headers that records without any share', () => {
    const { records } = readFetched(place, 0n, madeAnswer({ records: [madeBatch(0n, 2)] }));
    expect(records.every(({ record }) => Object.isFrozen(record.headers))).toBe(true);
  });
  it.each(['gzip', 'snappy', 'lz4', 'zstd'])(
    'reads what a Java producer compressed with %s',
    async (codec) => {
      const batches = readRecordsBatches(Reader.from(await fixture(codec)));
      const { records, next } = readFetched(place, 0n, madeAnswer({ records: batches }));
      expect(records.map(({ record }) => JSON.parse(String(record.value)).number)).toEqual(
        records.map((_, index) => index),
      );
      expect([records.length, next]).toEqual([300, 300n]);
      expect(records.every(({ record }) => String(record.headers['codec']) === codec)).toBe(true);
    },
  );
});
