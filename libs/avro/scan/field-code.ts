/** What a field is to a scanner: a small number to switch on, told from its Avro type. */
import type { Type } from 'avsc';
import avsc from 'avsc';

const { types } = avsc;

/** The ways to read a value or to step over it. */
export const CODES = {
  nothing: 0,
  boolean: 1,
  int: 2,
  long: 3,
  float: 4,
  double: 5,
  bytes: 6,
  text: 7,
  fixed: 8,
  record: 9,
  /** Left to avsc. */
  other: 10,
} as const;
export type FieldCode = (typeof CODES)[keyof typeof CODES];

/** One field: its type, less a null that it may be instead. */
export interface FieldKind {
  readonly code: FieldCode;
  readonly type: Type;
  /** Which branch of its union is null, the other one being `type`; -1 where it is no such union. */
  readonly nullAt: number;
}

const PRIMITIVES: Readonly<Record<string, FieldCode>> = {
  null: CODES.nothing,
  boolean: CODES.boolean,
  int: CODES.int,
  long: CODES.long,
  'abstract:long': CODES.long,
  float: CODES.float,
  double: CODES.double,
  bytes: CODES.bytes,
  string: CODES.text,
  fixed: CODES.fixed,
  record: CODES.record,
};

/** The kind of a field of this type. A union of more than a type and null is left to avsc. */
export function fieldKind(type: Type): FieldKind {
  const nullAt = type instanceof types.UnwrappedUnionType ? nullBranch(type.types) : -1;
  const inner = nullAt >= 0 && type instanceof types.UnwrappedUnionType ? type.types[1 - nullAt] : type;
  if (inner === undefined) return { code: CODES.other, type, nullAt: -1 };
  const code = Object.hasOwn(PRIMITIVES, inner.typeName) ? PRIMITIVES[inner.typeName] : undefined;
  return { code: code ?? CODES.other, type: inner, nullAt };
}

function nullBranch(branches: readonly Type[]): number {
  return branches.length === 2 ? branches.findIndex((branch) => branch.typeName === 'null') : -1;
}
