/** Decodes a record the quick way, where its schemas are known and it is regular; whatever is odd goes the ordinary way. */
import { UpshotError } from '@upshot/errors';
import type { FieldValue } from '@upshot/values';
import { changeOf, LazyPosition, placeOf, timeOf } from '../change-of.ts';
import { operationOf, rowImages } from '../envelope.ts';
import type { Layout } from '../layout.ts';
import type { PartReader } from '../read-part.ts';
import type { ChangeEvent, ChangeRecord, Decoded } from '../types.ts';
import type { Columns, QuickEnvelope, QuickSchema } from './quick-schema.ts';

type Key = Readonly<Record<string, FieldValue>>;
type ReadEnvelope = NonNullable<QuickSchema['envelope']>;

/** A record that the quick way can read. */
interface QuickRecord {
  readonly record: ChangeRecord;
  readonly value: Buffer;
  readonly key: Key;
  readonly layout: Layout;
  readonly envelope: ReadEnvelope;
}

const NO_KEY: Key = {};
const TRUNCATE: Decoded = { kind: 'nothing', why: 'truncate' };
const MESSAGE: Decoded = { kind: 'nothing', why: 'message' };

/** What is in the record, or null where only the ordinary way can tell; it then says too what is wrong. */
export function decodeQuickly(record: ChangeRecord, parts: PartReader, columns: Columns): Decoded | null {
  const { value } = record;
  const known = value === null ? undefined : parts.known(value);
  const envelope = known?.quick.envelope;
  if (value === null || known === undefined || envelope === null || envelope === undefined) return null;
  const readKey = keyReader(record, parts);
  if (readKey === null) return null;
  try {
    const found = envelope(value, columns);
    if (found.op === 't') return TRUNCATE;
    if (found.op === 'm') return MESSAGE;
    const quick = { record, value, key: readKey(), layout: known.layout, envelope };
    return { kind: 'change', change: changeFrom(quick, found, columns) };
  } catch {
    return null;
  }
}

function keyReader({ key }: ChangeRecord, parts: PartReader): (() => Key) | null {
  if (key === null || key.length === 0) return () => NO_KEY;
  const read = parts.known(key)?.quick.key;
  return read === undefined || read === null ? null : () => read(key);
}

/** A delete is decoded whole in any case: only the whole row tells whether it is more than a key. */
function changeFrom(quick: QuickRecord, found: QuickEnvelope, columns: Columns): ChangeEvent {
  if (columns === undefined) return wholeChange(quick, found);
  if (found.op === 'd') return wholeChange(quick, quick.envelope(quick.value, undefined));
  return projectedChange(quick, found);
}

function wholeChange({ record, key, layout }: QuickRecord, found: QuickEnvelope): ChangeEvent {
  const images = rowImages(rowsOf(found), layout.before, Object.keys(key));
  return changeOf(record, images, key, placeOf(record, found.source(), key, images.operation === 'read'));
}

function projectedChange(quick: QuickRecord, found: QuickEnvelope): ChangeEvent {
  const { record, key, layout } = quick;
  const images = rowImages(rowsOf(found), layout.before, NO_COLUMNS);
  const snapshot = images.operation === 'read';
  const position = new LazyPosition(
    () => placeOf(record, found.source(), key, snapshot),
    () => timeOf(record, found.times()),
  );
  let whole: ChangeEvent | undefined;
  return changeOf(record, images, key, position, () => (whole ??= readWhole(quick)));
}

/** Reads the columns that were left out. They may hold what their meaning does not allow. */
function readWhole(quick: QuickRecord): ChangeEvent {
  try {
    return wholeChange(quick, quick.envelope(quick.value, undefined));
  } catch (thrown) {
    if (thrown instanceof UpshotError) throw thrown;
    throw new UpshotError('avro_invalid', 'a column holds what its type does not allow', { cause: thrown });
  }
}

const NO_COLUMNS: readonly string[] = [];

const rowsOf = ({ op, before, after }: QuickEnvelope) => ({
  operation: operationOf(String(op)),
  before,
  after,
});
