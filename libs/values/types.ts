/** The canonical form of what a record holds: plain JSON, the same from the decoder to the template. */

/**
 * One field's value. Decimals and 64-bit integers beyond 2^53 are decimal strings, dates `YYYY-MM-DD`,
 * instants ISO 8601 in UTC with as many fractional digits as the source sent, bytes base64.
 */
export type FieldValue =
  null | boolean | number | string | readonly FieldValue[] | { readonly [key: string]: FieldValue };

/** What kind of value a field holds; it decides how the field's values compare. */
export const FIELD_TYPES = [
  'text',
  'integer',
  'decimal',
  'boolean',
  'date',
  'datetime',
  'reference',
  'list',
  'json',
] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

/**
 * What is known of a record at one moment. A field in `values` is known (null included). A field that is in neither is
 * absent, unless `unknown` names it: then the source has it and did not send it. `rest` means every field not in `values`.
 */
export interface Image {
  readonly values: Readonly<Record<string, FieldValue>>;
  readonly unknown: 'rest' | readonly string[];
}

/** What happened to the row. `read` is a snapshot read, which never triggers. */
export type Operation = 'create' | 'update' | 'delete' | 'read';

/** One change of one record: on create `before` is null, on delete `after` is null. */
export interface RecordChange {
  readonly operation: Operation;
  readonly before: Image | null;
  readonly after: Image | null;
}

/** A field of a module. */
export interface FieldSchema {
  readonly type: FieldType;
  /**
   * Set where the change stream is known to send something that cannot be read as `type`: what it sends, or null where it has no
   * such column at all.
   */
  readonly sentAs?: FieldType | null | undefined;
}

/** The fields of a module, by column name. A json field's keys are addressed as `column.key` and hold untyped values. */
export interface ModuleSchema {
  readonly module: string;
  readonly fields: Readonly<Record<string, FieldSchema>>;
  /** The modules that its lookups lead to, one step far, by the lookup's name. */
  readonly related?: Readonly<Record<string, RelatedModule>> | undefined;
}

/** The other end of a lookup: the column that holds the id of the record there, and that record's module. */
export interface RelatedModule {
  readonly column: string;
  readonly schema: ModuleSchema;
}
