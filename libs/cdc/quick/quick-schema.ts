/**
 * The quick way from framed Avro to rows: one pass over the bytes that reads only the columns asked for, and neither
 * makes nor copies the objects that lie between. It reads what Debezium's relational connectors write with a schema of
 * their usual form; whatever else there is, the ordinary way reads.
 */
import { scannerFactory, type AvroSchemaJson, type Scanner, type Selection } from '@upshot/avro';
import type { FieldValue } from '@upshot/values';
import type { Layout } from '../layout.ts';
import type { Row, RowConverter } from '../row.ts';
import { fieldShape, type Shape } from '../shape.ts';
import type { Untyped } from '../untyped.ts';
import { rowBuilder } from './row-builder.ts';

/** The columns asked for; without them, all. */
export type Columns = ReadonlySet<string> | undefined;

/** What a pass over an envelope found. */
export interface QuickEnvelope {
  readonly op: unknown;
  readonly before: Row | null;
  readonly after: Row | null;
  /** Reads where the change was made. */
  readonly source: () => Untyped;
  /** Reads when: a part of it that costs no second pass. */
  readonly times: () => Untyped;
}

/** Both are null for a schema that the quick way does not know. They throw for bytes that they do not. */
export interface QuickSchema {
  readonly envelope: ((framed: Buffer, columns: Columns) => QuickEnvelope) | null;
  /** The columns of a record that is a key. */
  readonly key: ((framed: Buffer) => Readonly<Record<string, FieldValue>>) | null;
}

type Select = (selection: Selection) => Scanner;

const FRAME_BYTES = 5;
/** What the position of a change is made of, whichever the connector. */
const TIMES = ['ts_ms', 'ts_us'];
const SOURCE = ['connector', 'name', 'db', 'schema', 'table', 'collection', ...TIMES];
const PLACES = ['lsn', 'file', 'pos', 'row', 'gtid', 'ord', 'sequence'];

/** Compiles the quick ways of a schema. */
export function quickSchema(schema: AvroSchemaJson, shape: Shape, layout: Layout): QuickSchema {
  const select = shape.kind === 'record' ? scannerFactory(schema) : null;
  if (select === null || shape.kind !== 'record') return { envelope: null, key: null };
  if (isEnvelope(shape)) return { envelope: quickEnvelope(select, shape, layout), key: null };
  return { envelope: null, key: quickKey(select, columnsOf(shape), layout.whole) };
}

/** Two rows that are records, a text that names the operation, and a source that is a record where there is one. */
function isEnvelope(shape: Shape): boolean {
  const op = fieldShape(shape, 'op');
  const source = fieldShape(shape, 'source');
  return (
    fieldShape(shape, 'before')?.kind === 'record' &&
    fieldShape(shape, 'after')?.kind === 'record' &&
    op?.kind === 'primitive' &&
    op.type === 'string' &&
    (source === null || source.kind === 'record')
  );
}

const columnsOf = (shape: Shape | null): readonly string[] =>
  shape?.kind === 'record' ? shape.fields.map(({ name }) => name) : [];

function quickKey(select: Select, columns: readonly string[], rows: RowConverter): QuickSchema['key'] {
  const scanner = select(valuesOf(columns));
  const build = rowBuilder(scanner.names, rows);
  return (framed) => build(scanner.read(framed, FRAME_BYTES))?.values ?? {};
}

function quickEnvelope(select: Select, shape: Shape, layout: Layout): QuickSchema['envelope'] {
  const place = valuesOf([...SOURCE, ...PLACES]);
  const columns = new Set(['before', 'after'].flatMap((side) => columnsOf(fieldShape(shape, side))));
  const whole = pass(select, columns, layout, place);
  const placeOnly = pass(select, new Set(), layout, place);
  const times = valuesOf(TIMES);
  const project = (chosen: ReadonlySet<string>): Pass => pass(select, chosen, layout, times, placeOnly);
  /** A set is replaced when a definition changes, and takes its pass along when nobody holds it any more. */
  const passes = new WeakMap<ReadonlySet<string>, Pass>();
  return (framed, chosen) => {
    if (chosen === undefined) return whole(framed);
    const made = passes.get(chosen) ?? project(chosen);
    passes.set(chosen, made);
    return made(framed);
  };
}

type Pass = (framed: Buffer) => QuickEnvelope;

/** One pass. What it does not read of the source, `again` does, when somebody asks. */
function pass(
  select: Select,
  columns: ReadonlySet<string>,
  layout: Layout,
  source: Selection,
  again?: Pass,
): Pass {
  const rows = valuesOf([...columns]);
  const selection: Selection = new Map<string, 'value' | Selection>([
    ['before', rows],
    ['after', rows],
    ['source', source],
    ['op', 'value'],
  ]);
  const scanner = select(selection);
  const [op, before, after, place] = ['op', 'before', 'after', 'source'].map((name) =>
    scanner.names.indexOf(name),
  );
  const buildBefore = rowBuilder(scanner.inner('before'), layout.before);
  const buildAfter = rowBuilder(scanner.inner('after'), layout.after);
  const sourceNames = scanner.inner('source');
  return (framed) => {
    const scanned = scanner.read(framed, FRAME_BYTES);
    const read = (): Untyped => objectOf(sourceNames, scanned[place ?? -1]);
    return {
      op: scanned[op ?? -1],
      before: buildBefore(scanned[before ?? -1]),
      after: buildAfter(scanned[after ?? -1]),
      source: again === undefined ? read : () => again(framed).source(),
      times: read,
    };
  };
}

function objectOf(names: readonly string[], values: unknown): Untyped {
  return Array.isArray(values) ? Object.fromEntries(names.map((name, at) => [name, values[at]])) : {};
}

const valuesOf = (columns: readonly string[]): Selection =>
  new Map(columns.map((column) => [column, 'value'] as const));
