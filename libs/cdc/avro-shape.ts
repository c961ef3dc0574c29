/** Reads from an Avro schema, as the registry holds it, what its columns mean. */
import { asObject, asText, textEntries } from './untyped.ts';
import { ANY, type Field, type Meaning, type Primitive, type Shape } from './shape.ts';

const PRIMITIVES: readonly Primitive[] = ['boolean', 'int', 'long', 'float', 'double', 'string', 'bytes'];

/** The shape of an Avro schema; nullable types are the types themselves. A type that refers to itself is `any` inside. */
export function avroShape(schema: unknown): Shape {
  return read(schema, '', new Map());
}

type Known = Map<string, Shape>;

function read(schema: unknown, namespace: string, known: Known): Shape {
  if (typeof schema === 'string') return named(schema, namespace, known);
  if (Array.isArray(schema)) {
    const branches = schema.filter((branch) => branch !== 'null');
    return branches.length === 1 ? read(branches[0], namespace, known) : ANY;
  }
  const attributes = asObject(schema);
  if (attributes === null) return ANY;
  const type = attributes['type'];
  if (type === 'record') return readRecord(attributes, namespace, known);
  if (type === 'array') return { kind: 'array', items: read(attributes['items'], namespace, known) };
  if (type === 'map') return { kind: 'map', values: read(attributes['values'], namespace, known) };
  const meaning = meaningOf(attributes);
  if (type === 'enum' || type === 'fixed') {
    const shape: Shape = { kind: 'primitive', type: type === 'enum' ? 'string' : 'bytes', ...meaning };
    known.set(fullName(attributes, namespace), shape);
    return shape;
  }
  const inner = read(type, namespace, known);
  return inner.kind === 'primitive' && meaning.name !== null ? { ...inner, ...meaning } : inner;
}

function readRecord(attributes: Readonly<Record<string, unknown>>, outer: string, known: Known): Shape {
  const name = fullName(attributes, outer);
  const namespace = name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : '';
  known.set(name, ANY);
  const list = attributes['fields'];
  const fields = (Array.isArray(list) ? list : []).flatMap((each): Field[] => {
    const field = asObject(each);
    const fieldName = asText(field?.['name']);
    if (field === null || fieldName === null) return [];
    return [{ name: fieldName, shape: read(field['type'], namespace, known), default: field['default'] }];
  });
  const shape: Shape = { kind: 'record', fields, ...meaningOf(attributes) };
  known.set(name, shape);
  return shape;
}

function named(name: string, namespace: string, known: Known): Shape {
  const primitive = PRIMITIVES.find((each) => each === name);
  if (primitive !== undefined) return { kind: 'primitive', type: primitive, name: null, parameters: {} };
  return (
    known.get(name.includes('.') || namespace === '' ? name : `${namespace}.${name}`) ??
    known.get(name) ??
    ANY
  );
}

function fullName(attributes: Readonly<Record<string, unknown>>, outer: string): string {
  const name = asText(attributes['name']) ?? '';
  const namespace = asText(attributes['namespace']) ?? outer;
  return name.includes('.') || namespace === '' ? name : `${namespace}.${name}`;
}

function meaningOf(attributes: Readonly<Record<string, unknown>>): Meaning {
  const scale = attributes['scale'];
  return {
    name: asText(attributes['connect.name']) ?? asText(attributes['logicalType']),
    parameters: {
      ...(typeof scale === 'number' && { scale: String(scale) }),
      ...textEntries(attributes['connect.parameters']),
    },
  };
}
