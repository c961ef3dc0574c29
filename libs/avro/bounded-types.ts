/**
 * Arrays and maps whose every step is bounded by the bytes that are there. avsc trusts counts and block sizes: a count of
 * four billion over three bytes, or a negative block size, would keep it busy for ever.
 */
import avsc from 'avsc';
import { UpshotError } from '@upshot/errors';

/** avsc's cursor over a payload. */
interface Tap {
  readonly buf: Buffer;
  pos: number;
  readLong(): number;
  readString(): string | undefined;
  skipString(): void;
}

/** What avsc calls on the type (or on the resolver) of an item. */
interface ItemReader {
  _read(tap: Tap): unknown;
  _skip(tap: Tap): void;
}

const MOST_ITEMS = 1_000_000;

/** An array that reads no more items than bytes are left. */
export class BoundedArrayType extends avsc.types.ArrayType {
  _read(tap: Tap): unknown[] {
    const items = itemReader(this.itemsType);
    const values: unknown[] = [];
    readBlocks(tap, () => values.push(items._read(tap)));
    return values;
  }

  _skip(tap: Tap): void {
    const items = itemReader(this.itemsType);
    readBlocks(tap, () => items._skip(tap));
  }
}

/** A map that reads no more entries than bytes are left, into an object that has no prototype to be reached. */
export class BoundedMapType extends avsc.types.MapType {
  _read(tap: Tap): Record<string, unknown> {
    const values = itemReader(this.valuesType);
    const entries: Record<string, unknown> = Object.create(null);
    readBlocks(tap, () => {
      const key = tap.readString() ?? '';
      entries[key] = values._read(tap);
    });
    return entries;
  }

  _skip(tap: Tap): void {
    const values = itemReader(this.valuesType);
    readBlocks(tap, () => {
      tap.skipString();
      values._skip(tap);
    });
  }
}

/** Blocks of items, each a count, or a negative count and a size in bytes that is not believed; ended by a count of 0. */
function readBlocks(tap: Tap, readItem: () => void): void {
  let total = 0;
  for (let count = tap.readLong(); count !== 0; count = tap.readLong()) {
    if (count < 0) {
      count = -count;
      tap.readLong();
    }
    total += count;
    checkCount(tap, count, total);
    for (let left = count; left > 0; left -= 1) readOne(tap, readItem);
  }
}

function checkCount(tap: Tap, count: number, total: number): void {
  if (!(count <= tap.buf.length - tap.pos)) throw bomb('more items than bytes');
  if (total > MOST_ITEMS) throw bomb(`more than ${MOST_ITEMS} items`);
}

function readOne(tap: Tap, readItem: () => void): void {
  const start = tap.pos;
  readItem();
  if (tap.pos <= start || tap.pos > tap.buf.length) throw bomb('an item that ends outside of the payload');
}

function bomb(message: string): UpshotError {
  return new UpshotError('avro_invalid', message);
}

/** avsc declares neither method; both are there on every type and, `_read` alone, on every resolver. */
function itemReader(type: unknown): ItemReader {
  return type as ItemReader;
}
