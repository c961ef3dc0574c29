/** What a column is, said once for Avro and for Connect's JSON: its type, and the meaning that Connect gives it. */

export type Primitive = 'boolean' | 'int' | 'long' | 'float' | 'double' | 'string' | 'bytes';

export interface Meaning {
  /** Connect's name of the type (`io.debezium.time.Date`), or the Avro logical type of one that has no such name. */
  readonly name: string | null;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface Field {
  readonly name: string;
  readonly shape: Shape;
  /** What stands in a before image for a column that was not sent and must not be null. */
  readonly default: unknown;
}

export interface RecordShape extends Meaning {
  readonly kind: 'record';
  readonly fields: readonly Field[];
}

export type Shape =
  | (Meaning & { readonly kind: 'primitive'; readonly type: Primitive })
  | { readonly kind: 'array'; readonly items: Shape }
  | { readonly kind: 'map'; readonly values: Shape }
  | RecordShape
  /** Whatever it is: JSON that came without a schema, a union of several types. */
  | { readonly kind: 'any' };

export const ANY: Shape = { kind: 'any' };

/** The shape of field `name` of a record, where it has one. */
export const fieldShape = (shape: Shape, name: string): Shape | null =>
  shape.kind === 'record' ? (shape.fields.find((field) => field.name === name)?.shape ?? null) : null;
