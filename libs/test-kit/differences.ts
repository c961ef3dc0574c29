/** What was expected beside what was found: objects may hold more than is expected, lists may not. */
import { isList, isObject, type FieldValue } from '@upshot/values';

/** One difference, by JSON pointer. */
export interface Difference {
  readonly place: string;
  readonly expected: FieldValue | undefined;
  readonly found: FieldValue | undefined;
}

export function differences(
  expected: FieldValue,
  found: FieldValue | undefined,
  place = '',
): readonly Difference[] {
  if (isList(expected) && isList(found) && expected.length === found.length)
    return expected.flatMap((each, index) => differences(each, found[index], `${place}/${String(index)}`));
  if (isObject(expected) && isObject(found))
    return Object.entries(expected).flatMap(([key, each]) =>
      differences(each, Object.hasOwn(found, key) ? found[key] : undefined, `${place}/${key}`),
    );
  return Object.is(expected, found) ? [] : [{ place, expected, found }];
}

/** What JSON leaves of a value, so that what is undefined is not there. */
export function asJson(value: unknown): FieldValue {
  const text: unknown = JSON.parse(JSON.stringify(value));
  return isFieldValue(text) ? text : null;
}

const isFieldValue = (value: unknown): value is FieldValue => value !== undefined;
