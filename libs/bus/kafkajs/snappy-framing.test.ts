/** Shows that both framings of Snappy are read, and that damaged ones are refused. */
import * as fc from 'fast-check';
import { compressSync } from 'snappy';
import { describe, expect, it } from 'vitest';
import { uncompressSnappy } from './snappy-framing.ts';

const HEADER = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1]);

/** As xerial's SnappyOutputStream writes it: blocks of some size, each with its compressed length. */
function xerial(data: Buffer, blockBytes: number): Buffer {
  const parts: Buffer[] = [HEADER];
  for (let at = 0; at < data.length; at += blockBytes) {
    const block = compressSync(data.subarray(at, at + blockBytes));
    const length = Buffer.alloc(4);
    length.writeInt32BE(block.length);
    parts.push(length, block);
  }
  return Buffer.concat(parts);
}

describe('uncompressSnappy', () => {
  it('reads blocks of every size in xerial framing', async () => {
    const bytes = fc.uint8Array({ minLength: 0, maxLength: 3_000 });
    await fc.assert(
      fc.asyncProperty(bytes, fc.integer({ min: 1, max: 1_000 }), async (given, blockBytes) => {
        const data = Buffer.from(given);
        expect(await uncompressSnappy(xerial(data, blockBytes))).toEqual(data);
      }),
    );
  });
  it('reads one plain block', async () => {
    const data = Buffer.from('as librdkafka writes it '.repeat(50));
    expect(await uncompressSnappy(compressSync(data))).toEqual(data);
  });
  it.each([
    ['cut short within a length', (framed: Buffer) => framed.subarray(0, HEADER.length + 2)],
    ['cut short within a block', (framed: Buffer) => framed.subarray(0, framed.length - 3)],
    ['with a negative length', (framed: Buffer) => Buffer.concat([HEADER, Buffer.alloc(4, 0xff), framed])],
  ])('refuses framing %s', async (_what, damage) => {
    const framed = xerial(Buffer.from('some text that is compressed '.repeat(20)), 100);
    await expect(uncompressSnappy(damage(framed))).rejects.toThrow();
  });
});
