/** Walking the strings of an action's config, wherever they stand. */
import { isList, isObject, type FieldValue } from '@upshot/values';

/** `value` with every string in it replaced; keys are left alone. `path` is the string's JSON pointer. */
export function mapStrings(
  value: FieldValue,
  replace: (text: string, path: string) => string,
  path = '',
): FieldValue {
  if (typeof value === 'string') return replace(value, path);
  if (isList(value)) return value.map((each, place) => mapStrings(each, replace, `${path}/${place}`));
  return isObject(value) ? mapObject(value, replace, path) : value;
}

/** The same for an object; an own key `__proto__` stays an own key. */
export function mapObject(
  value: Readonly<Record<string, FieldValue>>,
  replace: (text: string, path: string) => string,
  path = '',
): Record<string, FieldValue> {
  const mapped = Object.entries(value).map(
    ([key, inside]) => [key, mapStrings(inside, replace, `${path}/${escapeKey(key)}`)] as const,
  );
  return Object.fromEntries(mapped);
}

const escapeKey = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
