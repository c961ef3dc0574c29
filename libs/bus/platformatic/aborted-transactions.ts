/** Tells the batches of aborted transactions, which must not be handed over, from the others of one fetch. */
import type { RecordsBatch } from '@platformatic/kafka';
import type { FetchResponsePartition } from './wire.ts';

const IS_TRANSACTIONAL = 1 << 4;
const IS_CONTROL = 1 << 5;
/** A marker's key is a version and a type, two bytes each. */
const TYPE_AT = 2;
const ABORT = 0;

/** Whether a batch is a marker, such as the end of a transaction, and holds no records for consumers. */
export function isMarker({ attributes }: RecordsBatch): boolean {
  return (attributes & IS_CONTROL) !== 0;
}

/**
 * Follows the batches of one partition in order, as Kafka's own consumer does. The client filters by itself, but only
 * the last aborted transaction of each producer, and none whose marker came with another fetch.
 */
export class AbortedTransactions {
  /** Those that lie ahead, the first on top. */
  readonly #ahead: { readonly producerId: bigint; readonly firstOffset: bigint }[];
  readonly #open = new Set<bigint>();

  constructor(aborted: FetchResponsePartition['abortedTransactions']) {
    this.#ahead = [...(aborted ?? [])].sort((a, b) => (a.firstOffset < b.firstOffset ? 1 : -1));
  }

  /** Whether the next batch belongs to an aborted transaction. */
  hold(batch: RecordsBatch): boolean {
    this.#begin(batch.firstOffset + BigInt(batch.lastOffsetDelta));
    if (isMarker(batch)) this.#end(batch);
    return (batch.attributes & IS_TRANSACTIONAL) !== 0 && this.#open.has(batch.producerId);
  }

  #begin(lastOffset: bigint): void {
    let next = this.#ahead.at(-1);
    while (next !== undefined && next.firstOffset <= lastOffset) {
      this.#open.add(next.producerId);
      this.#ahead.pop();
      next = this.#ahead.at(-1);
    }
  }

  #end({ producerId, records }: RecordsBatch): void {
    const key = records[0]?.key;
    if (key?.readInt16BE(TYPE_AT) === ABORT) this.#open.delete(producerId);
  }
}
