/** From a decoded Debezium envelope to a change: which operation, which images. */
import { UpshotError } from '@upshot/errors';
import type { Image, Operation } from '@upshot/values';
import { documentOfKey, documentRow } from './extended-json.ts';
import { filledFrom, imageOf, isKeyOnly, NOTHING_KNOWN, type Row, type RowConverter } from './row.ts';
import type { Part } from './read-part.ts';
import { asObject, type Untyped } from './untyped.ts';

const OPERATIONS: Readonly<Record<string, Operation>> = { c: 'create', u: 'update', d: 'delete', r: 'read' };

export interface Images {
  readonly operation: Operation;
  readonly before: Image | null;
  readonly after: Image | null;
}

/** The value as an envelope. Throws `key_without_row` or `bad_envelope`. */
export function envelopeOf(data: unknown, key: readonly string[]): Untyped {
  const envelope = asObject(data);
  if (envelope === null) throw new UpshotError('bad_envelope', 'the value is not an object');
  if (typeof envelope['op'] === 'string') return envelope;
  const columns = Object.keys(envelope);
  if (key.length > 0 && columns.every((column) => key.includes(column)))
    throw new UpshotError('key_without_row', 'the value holds no more than the key');
  throw new UpshotError('bad_envelope', 'the value has no `op`: a flattened row, or no change event');
}

/** What an envelope of operation c, u, d or r says of its row. Throws `key_without_row` or `bad_envelope`. */
export function imagesOf(envelope: Untyped, { layout }: Part, key: Untyped): Images {
  const operation = operationOf(String(envelope['op']));
  const before = rowOf(envelope, 'before', layout.before);
  const after = rowOf(envelope, 'after', layout.after);
  if (after === null && asObject(envelope['source'])?.['connector'] === 'mongodb')
    return documentImages(operation, before, key);
  return rowImages({ operation, before, after }, layout.before, Object.keys(key));
}

/** The operation that Debezium writes as `op`. Throws `bad_envelope` for none of the four. */
export function operationOf(op: string): Operation {
  const operation = Object.hasOwn(OPERATIONS, op) ? OPERATIONS[op] : undefined;
  if (operation === undefined)
    throw new UpshotError('bad_envelope', 'the operation is none that Debezium has');
  return operation;
}

/** What was sent of a row. */
export interface Rows {
  readonly operation: Operation;
  readonly before: Row | null;
  readonly after: Row | null;
}

/** The images of a relational row; `priors` knows its columns before. Throws `key_without_row` or `bad_envelope`. */
export function rowImages(
  { operation, before, after }: Rows,
  priors: Pick<RowConverter, 'defaultOf'>,
  key: readonly string[],
): Images {
  if (before === null && after === null)
    throw new UpshotError('key_without_row', 'neither before nor after is there');
  if (operation === 'delete')
    return { operation, before: deletedImage(before, after, priors, key), after: null };
  if (after === null) throw new UpshotError('bad_envelope', `a ${operation} has no row after it`);
  if (operation !== 'update') return { operation, before: null, after: imageOf(after) };
  const prior = before === null ? NOTHING_KNOWN : imageOf(before);
  return { operation, before: prior, after: filledFrom(after, prior) };
}

/** MongoDB sends a delete without pre-image, and an update whose document is gone since, with the key alone. */
function documentImages(operation: Operation, before: Row | null, key: Untyped): Images {
  const known: Image = { values: documentOfKey(key), unknown: 'rest' };
  const prior = before === null ? known : imageOf(before);
  if (operation === 'delete') return { operation, before: prior, after: null };
  if (operation === 'update') return { operation, before: prior, after: known };
  throw new UpshotError('key_without_row', 'neither before nor after is there');
}

function deletedImage(
  before: Row | null,
  after: Row | null,
  rows: Pick<RowConverter, 'defaultOf'>,
  key: readonly string[],
): Image {
  if (before === null || after !== null)
    throw new UpshotError('bad_envelope', 'operation d has a row after it');
  if (!isKeyOnly(before, key, rows.defaultOf)) return imageOf(before);
  const values = Object.entries(before.values).filter(([column]) => key.includes(column));
  return { values: Object.fromEntries(values), unknown: 'rest' };
}

/** A relational row is an object; a document of MongoDB is one inside a string. */
function rowOf(envelope: Untyped, side: 'before' | 'after', rows: RowConverter): Row | null {
  const sent = envelope[side];
  if (sent === null || sent === undefined) return null;
  const row = typeof sent === 'string' ? documentRow(sent) : asObject(sent);
  if (row === null) throw new UpshotError('bad_envelope', `\`${side}\` is not a row`);
  return rows.convert(row);
}
