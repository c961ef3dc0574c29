/** Shows that kafkajs carries our patch: without it clients burn time while idle and stop at compacted ends. */
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Decoded {
  readonly offset: string;
  readonly isControlRecord: boolean;
}

const require = createRequire(import.meta.url);
const kafkajs = (path: string): string => require.resolve(`kafkajs/src/${path}.js`);
const decodeMessages: (decoder: unknown) => Promise<readonly Decoded[]> = require(
  kafkajs('protocol/requests/fetch/v4/decodeMessages'),
);
const Decoder: new (bytes: Buffer) => unknown = require(kafkajs('protocol/decoder'));
const FIXTURE = readFileSync(new URL('../testing/fixtures/gzip.batch', import.meta.url));

/** Where a record batch keeps its length, the distance of its last offset, and the number of its records. */
const AT = { length: 8, lastOffsetDelta: 23, records: 57 };
const HEADER_BYTES = 61;

async function decode(...batches: Buffer[]): Promise<readonly Decoded[]> {
  const bytes = Buffer.concat(batches);
  const size = Buffer.alloc(4);
  size.writeInt32BE(bytes.length);
  return decodeMessages(new Decoder(Buffer.concat([size, bytes])));
}

/** A batch from which compaction has removed every record. */
function emptied(lastOffsetDelta: number): Buffer {
  const batch = Buffer.from(FIXTURE.subarray(0, HEADER_BYTES));
  batch.writeInt32BE(HEADER_BYTES - 12, AT.length);
  batch.writeInt32BE(lastOffsetDelta, AT.lastOffsetDelta);
  batch.writeInt32BE(0, AT.records);
  return batch;
}

describe('the patch of kafkajs', () => {
  it('marks the end of a batch without records, so that a consumer gets past it', async () => {
    expect(await decode(emptied(41))).toMatchObject([{ offset: '41', isControlRecord: true }]);
  });
  it('marks the end of a batch whose last records are gone', async () => {
    const batch = Buffer.from(FIXTURE);
    batch.writeInt32BE(310, AT.lastOffsetDelta);
    const records = await decode(batch);
    expect(records).toHaveLength(301);
    expect(records.at(-1)).toMatchObject({ offset: '310', isControlRecord: true });
  });
  it('marks nothing where the last record is there', async () => {
    const records = await decode(FIXTURE);
    expect(records).toHaveLength(300);
    expect(records.some(({ isControlRecord }) => isControlRecord)).toBe(false);
  });
  it('waits for no timer while nothing is pending', () => {
    const source = readFileSync(kafkajs('network/requestQueue/index'), 'utf8');
    expect(source).toContain('this.throttleCheckTimeoutId || this.pending.length === 0) return');
  });
  it('gathers the messages of a partition in linear time', () => {
    const group: (given: unknown) => Record<string, readonly unknown[]> = require(
      kafkajs('producer/groupMessagesPerPartition'),
    );
    const messages = Array.from({ length: 200_000 }, (_, index) => ({ index }));
    const grouped = group({ topic: 't', partitionMetadata: [1], messages, partitioner: () => 0 });
    expect(grouped['0']).toHaveLength(200_000);
  });
});
