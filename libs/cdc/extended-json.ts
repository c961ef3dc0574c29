/** MongoDB's rows: documents in Extended JSON, inside a string. */
import type { FieldValue } from '@upshot/values';
import { plainValue } from './convert/plain.ts';
import { instantOf } from './convert/time.ts';
import { parseSafeJson } from './safe-json.ts';
import { asBigInt, asObject, asText, type Untyped } from './untyped.ts';

/** A document as a row, or null for text that is none. */
export function documentRow(text: string): Untyped | null {
  try {
    const document = asObject(parseSafeJson(text));
    return document === null ? null : asObject(fromExtended(document));
  } catch {
    return null;
  }
}

/** What a key says of its document: MongoDB's keys hold the id in Extended JSON, as text under `id`. */
export function documentOfKey(key: Untyped): Readonly<Record<string, FieldValue>> {
  const row = documentRow(`{"_id":${asText(key['id']) ?? 'null'}}`);
  return { _id: plainValue(row?.['_id'] ?? key['id']) };
}

/** The wrapped types that have a canonical value; any other stays the object that it is. */
const WRAPPERS: Readonly<Record<string, (value: unknown) => FieldValue>> = {
  $oid: plainValue,
  $numberInt: (value) => plainValue(asBigInt(value)),
  $numberLong: (value) => plainValue(asBigInt(value)),
  $numberDouble: (value) => (Number.isFinite(Number(value)) ? Number(value) : String(value)),
  $numberDecimal: plainValue,
  $date: (value) => {
    const ms = asBigInt(asObject(value)?.['$numberLong'] ?? value);
    return ms === null ? plainValue(value) : instantOf(ms, 3);
  },
  $uuid: plainValue,
  $binary: (value) => asText(value) ?? plainValue(asObject(value)?.['base64'] ?? null),
};

function fromExtended(value: unknown): FieldValue {
  if (Array.isArray(value)) return value.map(fromExtended);
  const object = asObject(value);
  if (object === null) return plainValue(value);
  const [first] = Object.keys(object);
  const unwrap = first !== undefined && Object.hasOwn(WRAPPERS, first) ? WRAPPERS[first] : undefined;
  if (unwrap !== undefined && first !== undefined) return unwrap(object[first]);
  return Object.fromEntries(Object.entries(object).map(([key, each]) => [key, fromExtended(each)]));
}
