/** What is compiled from one schema: how to read an envelope's rows, or a record that is no envelope. */
import type { Placeholder } from './convert/placeholder.ts';
import { rowConverter, type ColumnTypes, type RowConverter } from './row.ts';
import { ANY, fieldShape, type Shape } from './shape.ts';

export interface Layout {
  readonly before: RowConverter;
  readonly after: RowConverter;
  /** The record itself as one row: a key, or a value that is no envelope. */
  readonly whole: RowConverter;
}

/** Compiles the schema of a key or of a value. */
export function layoutOf(shape: Shape, stand: Placeholder): Layout {
  return {
    before: rowConverter(fieldShape(shape, 'before') ?? ANY, stand),
    after: rowConverter(fieldShape(shape, 'after') ?? ANY, stand),
    whole: rowConverter(shape, stand),
  };
}

/** For records without a schema; `types` says what the columns of their table are. */
export function untypedLayout(stand: Placeholder, types?: ColumnTypes): Layout {
  const row = rowConverter(ANY, stand, types);
  return { before: row, after: row, whole: row };
}
