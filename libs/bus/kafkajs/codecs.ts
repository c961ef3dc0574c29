/** Teaches kafkajs the codecs that a Connect cluster or a Java producer may use: gzip is built in, the others are not. */
import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import kafkajs from 'kafkajs';
import { compressFrame, decompressFrame } from 'lz4-napi';
import { compress } from 'snappy';
import { uncompressSnappy } from './snappy-framing.ts';

interface Encoded {
  readonly buffer: Buffer;
}

interface Codec {
  compress(encoder: Encoded): Promise<Buffer>;
  decompress(data: Buffer): Promise<Buffer>;
}

const deflateZstd = promisify(zstdCompress);
const inflateZstd = promisify(zstdDecompress);

const snappy: Codec = {
  compress: async (encoder) => compress(encoder.buffer),
  decompress: uncompressSnappy,
};

const lz4: Codec = {
  compress: async (encoder) => compressFrame(encoder.buffer),
  decompress: async (data) => decompressFrame(data),
};

const zstd: Codec = {
  compress: async (encoder) => deflateZstd(encoder.buffer),
  decompress: async (data) => inflateZstd(data),
};

/** Without a codec kafkajs crashes on the first batch that needs it; so all are there before anything is read. */
export function registerCodecs(): void {
  kafkajs.CompressionCodecs[kafkajs.CompressionTypes.Snappy] = () => snappy;
  kafkajs.CompressionCodecs[kafkajs.CompressionTypes.LZ4] = () => lz4;
  kafkajs.CompressionCodecs[kafkajs.CompressionTypes.ZSTD] = () => zstd;
}
