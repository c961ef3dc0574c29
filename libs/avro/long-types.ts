/**
 * The two kinds of `long`. avsc's own puts the bytes together as a float, which loses the sign of numbers below -2^52:
 * it would write and read -4503599627370497 as a positive number.
 */
import avsc from 'avsc';
import { UpshotError } from '@upshot/errors';

/** avsc's cursor over a payload. */
interface Tap {
  pos: number;
  readLong(): number;
  writeLong(value: number): void;
  unpackLongBytes(): Buffer;
  packLongBytes(bytes: Buffer): void;
}

const LONG_BYTES = 8;
/** Up to here the float has a bit to spare for the sign, and the quick way is exact. */
const QUICK = 2 ** 51;

/** For our own schemas: a number, exact over all safe integers and refused beyond them. */
class SafeLongType extends avsc.types.LongType {
  _check(value: unknown, _flags: unknown, hook?: (value: unknown, type: unknown) => void): boolean {
    const safe = Number.isSafeInteger(value);
    if (!safe) hook?.(value, this);
    return safe;
  }

  _write(tap: Tap, value: unknown): void {
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw unsafe();
    if (Math.abs(value) <= QUICK) {
      tap.writeLong(value);
      return;
    }
    const bytes = Buffer.allocUnsafe(LONG_BYTES);
    bytes.writeBigInt64LE(BigInt(value));
    tap.packLongBytes(bytes);
  }

  _read(tap: Tap): number {
    const start = tap.pos;
    const quick = tap.readLong();
    if (Math.abs(quick) <= QUICK) return quick;
    const value = Number(readExactly(tap, start));
    if (!Number.isSafeInteger(value)) throw unsafe();
    return value;
  }
}

/** For schemas of other systems, whose positions and keys go beyond the safe numbers: always a BigInt; only read. */
class BigLongType extends avsc.types.LongType {
  _read(tap: Tap): bigint {
    const start = tap.pos;
    const quick = tap.readLong();
    return Math.abs(quick) <= QUICK ? BigInt(quick) : readExactly(tap, start);
  }
}

/** The one instance of each: they have no state. */
export const LONGS = { number: new SafeLongType(), bigint: new BigLongType() } as const;

/** All eight bytes, which takes four times as long. */
function readExactly(tap: Tap, start: number): bigint {
  tap.pos = start;
  return tap.unpackLongBytes().readBigInt64LE();
}

function unsafe(): UpshotError {
  return new UpshotError('avro_invalid', 'a long that is no safe number');
}
