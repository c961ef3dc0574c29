/** Reads from the schema that Connect's JSON converter sends along what the columns mean. */
import { asObject, asText, textEntries } from './untyped.ts';
import { ANY, type Field, type Meaning, type Primitive, type Shape } from './shape.ts';

const PRIMITIVES: Readonly<Record<string, Primitive>> = {
  boolean: 'boolean',
  int8: 'int',
  int16: 'int',
  int32: 'int',
  int64: 'long',
  float: 'float',
  double: 'double',
  string: 'string',
  bytes: 'bytes',
};

/** The shape of a Connect schema in JSON. */
export function connectShape(schema: unknown): Shape {
  const attributes = asObject(schema);
  const type = asText(attributes?.['type']);
  if (attributes === null || type === null) return ANY;
  if (type === 'struct')
    return { kind: 'record', fields: readFields(attributes['fields']), ...meaningOf(attributes) };
  if (type === 'array') return { kind: 'array', items: connectShape(attributes['items']) };
  if (type === 'map') return { kind: 'map', values: connectShape(attributes['values']) };
  const primitive = Object.hasOwn(PRIMITIVES, type) ? PRIMITIVES[type] : undefined;
  return primitive === undefined ? ANY : { kind: 'primitive', type: primitive, ...meaningOf(attributes) };
}

function readFields(list: unknown): readonly Field[] {
  return (Array.isArray(list) ? list : []).flatMap((each): Field[] => {
    const name = asText(asObject(each)?.['field']);
    return name === null ? [] : [{ name, shape: connectShape(each), default: asObject(each)?.['default'] }];
  });
}

const meaningOf = (attributes: Readonly<Record<string, unknown>>): Meaning => ({
  name: asText(attributes['name']),
  parameters: textEntries(attributes['parameters']),
});
