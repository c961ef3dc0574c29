/** A place in Avro bytes, and the steps over single values from there on. */
import { UpshotError } from '@upshot/errors';

const MOST_LONG_BYTES = 10;
/** Four groups of seven bits: as many as whole-number arithmetic can hold. */
const GROUPS = 2 ** 28;
/** Where eight groups are a safe number still. */
const SAFE_HIGH = 2 ** 25;

export class Cursor {
  readonly bytes: Buffer;
  at: number;

  constructor(bytes: Buffer, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  /** A number of 32 bits: a length, the branch of a union, an int. Throws where it is larger. */
  int(): number {
    const first = this.bytes[this.at] ?? 0;
    if (first < 0x80) {
      this.at += 1;
      return (first >>> 1) ^ -(first & 1);
    }
    const value = this.long();
    if (typeof value !== 'number' || value !== (value | 0)) throw irregular();
    return value;
  }

  /** A long: a number where that is exact, else a BigInt. */
  long(): number | bigint {
    const start = this.at;
    const low = this.#groups();
    if ((this.bytes[this.at - 1] ?? 0) < 0x80) return unzigzag(low);
    const high = this.#groups();
    if ((this.bytes[this.at - 1] ?? 0) < 0x80 && high < SAFE_HIGH) return unzigzag(high * GROUPS + low);
    this.at = start;
    return this.#bigLong();
  }

  /** Moves over a long. */
  skipLong(): void {
    const { bytes } = this;
    let { at } = this;
    while ((bytes[at] ?? 0) >= 0x80) at += 1;
    this.at = at + 1;
  }

  /** Moves over `length` bytes and returns where they began. Throws where there are not as many. */
  take(length: number): number {
    const start = this.at;
    this.at = start + length;
    if (length < 0 || this.at > this.bytes.length) throw irregular();
    return start;
  }

  /** Up to four groups of seven bits, the lowest first. */
  #groups(): number {
    const { bytes } = this;
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = bytes[this.at++] ?? 0;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    return value;
  }

  #bigLong(): bigint {
    const { bytes, at } = this;
    let value = 0n;
    for (let index = 0; index < MOST_LONG_BYTES; index++) {
      const byte = bytes[at + index] ?? 0;
      value |= BigInt(byte & 0x7f) << BigInt(index * 7);
      if (byte >= 0x80) continue;
      this.at = at + index + 1;
      return BigInt.asIntN(64, (value >> 1n) ^ -(value & 1n));
    }
    throw irregular();
  }
}

/** Something that the quick way does not read; whoever reads with the whole schema may say what it is. */
export const irregular = (): UpshotError =>
  new UpshotError('avro_invalid', 'the bytes are not a value of their schema');

function unzigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}
