/** Finding what a merge token names: exact name first, then its snake_case, then its camelCase. */
import { isList, isObject, ownValue, type FieldValue, type ObjectValue } from '@upshot/values';
import { toCamelCase, toSnakeCase } from './name-forms.ts';

/** What templates may read, by root: `{trigger: {first_name: 'Ann'}}`. */
export type Scope = ObjectValue;
/** A path as written, `trigger.tags[0]` being `['trigger', 'tags', 0]`. */
export type Path = readonly (string | number)[];

/**
 * The value at `path`, or undefined. Under a root, a name that is no column is looked for among the custom fields too
 * (the json column named `customFields`). Only own keys count: `__proto__`, `constructor` and `length` are not fields.
 */
export function lookUp(scope: Scope, path: Path, customFields: string): FieldValue | undefined {
  const [root, first, ...rest] = path;
  const record = typeof root === 'string' ? ownValue(scope, root) : undefined;
  if (record === undefined || first === undefined) return record;
  const column = member(record, first);
  let found = column === undefined ? customField(record, first, customFields) : column;
  for (const key of rest) found = found === undefined ? undefined : member(found, key);
  return found;
}

function customField(record: FieldValue, name: string | number, column: string): FieldValue | undefined {
  const custom = member(record, column);
  return custom === undefined ? undefined : member(custom, name);
}

/** A field that is null is there: it hides its namesake in another form. */
function member(value: FieldValue, key: string | number): FieldValue | undefined {
  if (isList(value)) return typeof key === 'number' ? value.at(key) : undefined;
  if (!isObject(value)) return undefined;
  const name = String(key);
  const exact = ownValue(value, name);
  if (exact !== undefined) return exact;
  const snake = ownValue(value, toSnakeCase(name));
  return snake === undefined ? ownValue(value, toCamelCase(name)) : snake;
}
