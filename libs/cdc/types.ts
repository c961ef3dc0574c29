/** A change event: a Debezium record, decoded into images. */
import type { Operation, RecordChange } from '@upshot/values';

/** Where in the source the change was made: unique, the same on every redelivery. */
export interface SourcePosition {
  /** `<connector>:<database>:<lsn or position>:<schema.table>:<primary key>`; derived ids are made from it. */
  readonly id: string;
  /** Orders two changes of one record: the later one has the greater `sequence`. */
  readonly sequence: bigint;
  readonly table: string;
  readonly committedAtMs: number;
}

export interface ChangeEvent extends RecordChange {
  readonly operation: Operation;
  readonly position: SourcePosition;
  /** The primary key's columns, as sent in the record's key. */
  readonly key: Readonly<Record<string, unknown>>;
  /** One half of a changed primary key, a delete or a create: the record is neither gone nor new, it has another id now. */
  readonly rekeyed?: true;
  /**
   * There where only a projection was decoded: images that hold, and call unknown, none but the columns asked for.
   * Decodes the rest, once however often it is asked. Throws `avro_invalid` for a row that `decode` would refuse.
   */
  readonly whole?: () => ChangeEvent;
}

/** A record as the bus hands it over. */
export interface ChangeRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly timestampMs: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, Buffer>>;
}

/** What a record on a change topic can be, when it is readable: a change, or something that changes nothing. */
export type Decoded =
  | { readonly kind: 'change'; readonly change: ChangeEvent }
  | { readonly kind: 'nothing'; readonly why: 'tombstone' | 'truncate' | 'message' };
