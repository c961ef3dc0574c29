/** Reads Snappy as Kafka's producers write it: Java's in xerial's framing, others as one plain block. */
import { uncompress } from 'snappy';

const XERIAL_MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
/** The magic, a version and the oldest compatible version. */
const XERIAL_HEADER_BYTES = 16;

/** The bytes that were compressed; throws when the framing is cut short or a block is damaged. */
export async function uncompressSnappy(data: Buffer): Promise<Buffer> {
  if (!data.subarray(0, XERIAL_MAGIC.length).equals(XERIAL_MAGIC)) return uncompressBlock(data);
  const blocks: Promise<Buffer>[] = [];
  for (let at = XERIAL_HEADER_BYTES; at < data.length;) {
    const end = at + 4 + data.readInt32BE(at);
    blocks.push(uncompressBlock(data.subarray(at + 4, end)));
    at = end;
  }
  return Buffer.concat(await Promise.all(blocks));
}

async function uncompressBlock(block: Buffer): Promise<Buffer> {
  const plain = await uncompress(block, { asBuffer: true });
  return typeof plain === 'string' ? Buffer.from(plain) : plain;
}
