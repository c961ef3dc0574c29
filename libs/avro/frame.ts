/** The Confluent frame: a zero byte, the schema's id in four bytes big-endian, then the Avro payload. */
import { UpshotError } from '@upshot/errors';
import type { Frame } from './types.ts';

const MAGIC_BYTE = 0;
const HEADER_BYTES = 5;

/** Splits framed bytes (no copy). Throws `bad_magic_byte` when there are fewer than 5 or the first is not 0. */
export function readFrame(bytes: Buffer): Frame {
  if (bytes.length < HEADER_BYTES) throw badMagicByte(`${bytes.length} bytes are too few for a frame`);
  if (bytes[0] !== MAGIC_BYTE) throw badMagicByte(`the first byte is ${bytes[0]}, not 0`);
  return { schemaId: bytes.readUInt32BE(1), payload: bytes.subarray(HEADER_BYTES) };
}

/** Puts the frame of `schemaId` before `payload`. */
export function writeFrame(schemaId: number, payload: Buffer): Buffer {
  const framed = Buffer.allocUnsafe(HEADER_BYTES + payload.length);
  framed[0] = MAGIC_BYTE;
  framed.writeUInt32BE(schemaId, 1);
  payload.copy(framed, HEADER_BYTES);
  return framed;
}

function badMagicByte(message: string): UpshotError {
  return new UpshotError('bad_magic_byte', message);
}
