/** Reads Snappy as Kafka's producers write it: Java's in xerial's framing, others as one plain block. */
import { UpshotError } from '@upshot/errors';
import { uncompress } from 'snappy';

const XERIAL_MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
/** The magic, a version and the oldest compatible version. */
const XERIAL_HEADER_BYTES = 16;

/** The bytes that were compressed; throws `record_invalid` when the framing is cut short, else what snappy throws. */
export async function uncompressSnappy(data: Buffer): Promise<Buffer> {
  const isFramed = data.subarray(0, XERIAL_MAGIC.length).equals(XERIAL_MAGIC);
  const blocks = isFramed ? blocksOf(data) : [data];
  return Buffer.concat(await Promise.all(blocks.map(uncompressBlock)));
}

/** All are found before the first is read, lest one fail while nobody waits for it yet. */
function blocksOf(data: Buffer): readonly Buffer[] {
  const blocks: Buffer[] = [];
  for (let at = XERIAL_HEADER_BYTES; at < data.length;) {
    const length = at + 4 <= data.length ? data.readInt32BE(at) : -1;
    const end = at + 4 + length;
    if (length < 0 || end > data.length) {
      throw new UpshotError('record_invalid', 'the framing of a Snappy batch is damaged');
    }
    blocks.push(data.subarray(at + 4, end));
    at = end;
  }
  return blocks;
}

async function uncompressBlock(block: Buffer): Promise<Buffer> {
  const plain = await uncompress(block, { asBuffer: true });
  return typeof plain === 'string' ? Buffer.from(plain) : plain;
}
