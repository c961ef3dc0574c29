/** What a converter is, and how it says that a value is not of its type. */
import type { FieldValue } from '@upshot/values';

/** Stands for a value that the source has and did not send. */
export const UNAVAILABLE: unique symbol = Symbol('unavailable');

/** From a decoded value that is not null to its canonical form. */
export type Convert = (value: unknown) => FieldValue | typeof UNAVAILABLE;

/** Thrown inside the decoder only: it becomes a coded error that names the column. */
export class Mismatch extends TypeError {}

export function mismatch(expected: string): never {
  throw new Mismatch(`not ${expected}`);
}

/** Bytes as Avro has them, or as JSON writes them: in base64. */
export function toBytes(value: unknown): Buffer {
  if (Buffer.isBuffer(value)) return value;
  if (typeof value !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(value)) return mismatch('bytes');
  return Buffer.from(value, 'base64');
}
