/** Finding a field in a module's schema. */
import type { FieldSchema, FieldType, ModuleSchema } from '@upshot/values';

/** The column of this name, where the module has it. */
export const fieldOf = (column: string, schema: ModuleSchema): FieldSchema | undefined =>
  Object.hasOwn(schema.fields, column) ? schema.fields[column] : undefined;

/** The column that `field` reads: the field itself, or the json column before the first dot. */
export function columnOf(field: string, schema: ModuleSchema): string {
  const dot = field.indexOf('.');
  return dot < 0 || Object.hasOwn(schema.fields, field) ? field : field.slice(0, dot);
}

/**
 * The type of `field`: its column's, `json` for a key inside a json column, undefined where there is no such field, or none is sent.
 */
export function fieldType(field: string, schema: ModuleSchema): FieldType | undefined {
  const column = columnOf(field, schema);
  const { type, sentAs } = fieldOf(column, schema) ?? {};
  if (sentAs === null) return undefined;
  if (column === field) return type;
  return type === 'json' && field.length > column.length + 1 ? type : undefined;
}
