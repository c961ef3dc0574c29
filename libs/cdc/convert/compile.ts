/** Compiles, once per schema, what turns a decoded column into its canonical value. */
import type { FieldValue } from '@upshot/values';
import type { RecordShape, Shape } from '../shape.ts';
import { asObject, asWhole } from '../untyped.ts';
import { meaningOf } from './meanings.ts';
import { floatNumber, wholeNumber } from './number.ts';
import { plainValue } from './plain.ts';
import type { Placeholder } from './placeholder.ts';
import { mismatch, toBytes, UNAVAILABLE, type Convert } from './types.ts';

/** The converter of values of `shape`. It throws a `Mismatch` for a value that its schema does not allow. */
export function compile(shape: Shape, stand: Placeholder): Convert {
  const convert = compileKnown(shape, stand);
  return (value) => (value === null || value === undefined ? null : convert(value));
}

function compileKnown(shape: Shape, stand: Placeholder): Convert {
  switch (shape.kind) {
    case 'any':
      return (value) => (isStandIn(value, stand) ? UNAVAILABLE : plainValue(value));
    case 'array':
      return compileList(compile(shape.items, stand), stand);
    case 'map':
      return compileMap(compile(shape.values, stand));
    case 'record':
      return meaningOf(shape)?.(shape, stand) ?? compileRecord(shape, stand);
    case 'primitive':
      return meaningOf(shape)?.(shape, stand) ?? PRIMITIVES[shape.type](stand);
  }
}

const PRIMITIVES: Readonly<Record<(Shape & { kind: 'primitive' })['type'], (stand: Placeholder) => Convert>> =
  {
    boolean: () => (value) => (typeof value === 'boolean' ? value : mismatch('a boolean')),
    int: () => toWhole,
    long: () => toWhole,
    float: () => (value) => toFloat(value, true),
    double: () => (value) => toFloat(value, false),
    string: (stand) => (value) => {
      if (typeof value !== 'string') return mismatch('a string');
      return stand.isText(value) ? UNAVAILABLE : value;
    },
    bytes: (stand) => (value) => {
      const bytes = toBytes(value);
      return stand.isBytes(bytes) ? UNAVAILABLE : bytes.toString('base64');
    },
  };

function toWhole(value: unknown): FieldValue {
  const whole = asWhole(value);
  return whole === null ? mismatch('an integer') : wholeNumber(whole);
}

/** JSON writes NaN and the infinities as text, and a whole double as an integer. */
function toFloat(value: unknown, single: boolean): FieldValue {
  if (typeof value === 'number') return floatNumber(value, single);
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string')
    return Number.isNaN(Number(value)) ? value : floatNumber(Number(value), single);
  return mismatch('a number');
}

/** One element that was not sent makes the whole list one that was not sent. */
function compileList(convert: Convert, stand: Placeholder): Convert {
  return (value) => {
    if (!Array.isArray(value)) return mismatch('an array');
    if (stand.isList(value)) return UNAVAILABLE;
    const items: FieldValue[] = [];
    for (const each of value) {
      const item = convert(each);
      if (item === UNAVAILABLE) return UNAVAILABLE;
      items.push(item);
    }
    return items;
  };
}

function compileMap(convert: Convert): Convert {
  return (value) => entriesOf(value, () => convert);
}

function compileRecord(shape: RecordShape, stand: Placeholder): Convert {
  const converts = new Map(shape.fields.map((field) => [field.name, compile(field.shape, stand)]));
  return (value) => entriesOf(value, (name) => converts.get(name));
}

function entriesOf(
  value: unknown,
  convertOf: (name: string) => Convert | undefined,
): FieldValue | typeof UNAVAILABLE {
  const object = asObject(value);
  if (object === null) return mismatch('an object');
  const entries: [string, FieldValue][] = [];
  for (const [name, each] of Object.entries(object)) {
    if (name === '__proto__') continue;
    const converted = (convertOf(name) ?? plainValue)(each);
    if (converted === UNAVAILABLE) return UNAVAILABLE;
    entries.push([name, converted]);
  }
  return Object.fromEntries(entries);
}

function isStandIn(value: unknown, stand: Placeholder): boolean {
  if (typeof value === 'string') return stand.isText(value);
  return Array.isArray(value) && stand.isList(value);
}
