/** Refuses schemas with which a few bytes could become a great many values, or a value could reach a prototype. */
import { UpshotError } from '@upshot/errors';
import avsc, { type Type } from 'avsc';

const { types } = avsc;

/** Throws `avro_invalid` for a field `__proto__`, and for arrays or maps whose items take no bytes. */
export function checkBounds(root: Type): void {
  const seen = new Set<Type>();
  const queue = [root];
  for (let type = queue.pop(); type !== undefined; type = queue.pop()) {
    if (seen.has(type)) continue;
    seen.add(type);
    checkOne(type);
    queue.push(...partsOf(type));
  }
}

function checkOne(type: unknown): void {
  if (!(type instanceof avsc.Type)) throw new UpshotError('avro_invalid', 'a part of the schema is no type');
  if (type.name === '__proto__') throw new UpshotError('avro_invalid', 'a type is named __proto__');
  if (type instanceof types.RecordType && type.fields.some((field) => field.name === '__proto__')) {
    throw new UpshotError('avro_invalid', 'a field is named __proto__');
  }
  const items = itemsOf(type);
  if (items !== undefined && leastBytes(items, new Set()) === 0) {
    throw new UpshotError('avro_invalid', `${type.typeName} items that take no bytes`);
  }
}

function partsOf(type: Type): readonly Type[] {
  if (type instanceof types.RecordType) return type.fields.map((field) => field.type);
  if (isUnion(type)) return type.types;
  const items = itemsOf(type);
  return items === undefined ? [] : [items];
}

function itemsOf(type: Type): Type | undefined {
  if (type instanceof types.ArrayType) return type.itemsType;
  return type instanceof types.MapType ? type.valuesType : undefined;
}

/** The fewest bytes that a value can take, as far as 0 or more matters; a record inside itself takes none of its own. */
function leastBytes(type: Type, inside: Set<Type>): 0 | 1 {
  if (type instanceof types.NullType || inside.has(type)) return 0;
  if (type instanceof types.FixedType) return type.size === 0 ? 0 : 1;
  if (!(type instanceof types.RecordType)) return 1;
  inside.add(type);
  const some = type.fields.some((field) => leastBytes(field.type, inside) === 1);
  inside.delete(type);
  return some ? 1 : 0;
}

function isUnion(type: Type): type is Type & { readonly types: readonly Type[] } {
  return type instanceof types.UnwrappedUnionType || type instanceof types.WrappedUnionType;
}
