/** Converts by the mapping's field types what came as JSON without a schema. */
import type { FieldType } from '@upshot/values';
import { asBigInt, asObject } from '../untyped.ts';
import { parseSafeJson } from '../safe-json.ts';
import { decimalText } from './number.ts';
import { plainValue } from './plain.ts';
import { dateOfDays, instantOfUnknownUnit, utcInstant, withoutZone } from './time.ts';
import { toBytes, type Convert } from './types.ts';

/**
 * A converter for a column that the mapping calls `type`. It reads what can be told apart without a schema: dates in
 * days, instants in milli-, micro- or nanoseconds, text in ISO form, JSON inside text, decimals that carry their scale.
 * A decimal in bare bytes cannot be read without its scale: such a source must send decimals as strings.
 */
export function convertAs(type: FieldType, untyped: Convert): Convert {
  const convert = BY_TYPE[type];
  return (value) => {
    if (value === null || value === undefined) return null;
    const plain = untyped(value);
    return typeof plain === 'symbol' || convert === undefined ? plain : convert(value);
  };
}

const BY_TYPE: Readonly<Partial<Record<FieldType, Convert>>> = {
  date: (value) => {
    const days = typeof value === 'string' ? null : asBigInt(value);
    if (days !== null) return dateOfDays(days);
    return typeof value === 'string' ? withoutZone(value) : plainValue(value);
  },
  datetime: (value) => {
    const epoch = typeof value === 'string' ? null : asBigInt(value);
    if (epoch !== null) return instantOfUnknownUnit(epoch);
    return typeof value === 'string' ? utcInstant(value) : plainValue(value);
  },
  decimal: (value) => {
    const parts = asObject(value);
    if (parts === null) return plainValue(value);
    return decimalText(toBytes(parts['value']), Number(parts['scale'])) ?? plainValue(value);
  },
  json: (value) => (typeof value === 'string' ? jsonOrText(value) : plainValue(value)),
  list: (value) =>
    typeof value === 'string' && value.startsWith('[') ? jsonOrText(value) : plainValue(value),
};

function jsonOrText(text: string): ReturnType<Convert> {
  try {
    return plainValue(parseSafeJson(text));
  } catch {
    return text;
  }
}
