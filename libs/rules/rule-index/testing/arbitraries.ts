/** Generators of rules and changes whose values meet one another: written in other ways, nearly alike, unlike, unknown. */
import {
  FIELD_TYPES,
  type FieldType,
  type FieldValue,
  type Image,
  type ModuleSchema,
  type Operation,
  type RecordChange,
} from '@upshot/values';
import fc from 'fast-check';
import { checkCriteria, OPERATOR_NAMES, type Condition, type Criteria } from '../../index.ts';

const there: ModuleSchema = { module: 'accounts', fields: { text: { type: 'text' } } };
const typed = Object.fromEntries(FIELD_TYPES.map((type) => [type, { type }]));

/** A field of each type, named like it; two more of those that movement and order tell apart. */
export const schema: ModuleSchema = {
  module: 'things',
  fields: { ...typed, text2: { type: 'text' }, 'odd.column': { type: 'decimal' } },
  related: { account: { column: 'reference', schema: there } },
};
const COLUMNS = Object.keys(schema.fields);
const FIELDS = [...COLUMNS, ...COLUMNS, 'json.key', 'json.a.b'];

const TEXTS = [
  'won',
  'Won',
  'wonder',
  'WONDERFUL',
  'lost',
  'lo',
  '5',
  '5.0',
  'straße',
  'STRASSE',
  'İx',
  ' won',
  'user_1',
  'user_12',
];
const NUMBERS = [
  1000,
  '1000',
  '1000.0',
  ' 1000',
  '1e3',
  5,
  5.5,
  '5.50',
  0,
  -0,
  '-1',
  0.3,
  '0.30',
  '9007199254740992',
  '9007199254740993',
  9007199254740992,
  '1000.00000000000000000001',
  '999.99999999999999999999',
  '123456789012345678901234567890',
];
const DATES = [
  '2026-03-01',
  '2026-03-01T00:00:00Z',
  '2026-03-01T00:00:00.000Z',
  '2026-03-01T02:00:00+02:00',
  '2026-03-01T00:00:00.000001Z',
  '2026-03-01T00:00:00.0000010Z',
  '2026-02-28T23:59:59.999999Z',
  '2026-03-02',
  '2024-02-29 10:00',
];
const LISTS: readonly FieldValue[] = [
  ['a'],
  ['A', 'b'],
  [5, '5'],
  [null],
  ['won', true],
  [['a']],
  [{ a: 1 }, 'a'],
  [],
];
const EMPTY: readonly FieldValue[] = [null, ''];
const UNTYPED: readonly FieldValue[] = [
  true,
  false,
  'true',
  'x',
  { key: 'won' },
  { key: 5, a: { b: '2026-03-01' } },
  { a: { b: 'Won' } },
];

/** Values of each type, as records and definitions write them. */
export const POOLS: Readonly<Record<FieldType, readonly FieldValue[]>> = {
  text: [...TEXTS, ...TEXTS, 5, true],
  reference: ['user_1', 'user_12', 'User_1', 5],
  integer: NUMBERS,
  decimal: NUMBERS,
  boolean: [true, true, false, false, 'TRUE', 'false'],
  date: DATES,
  datetime: DATES,
  list: LISTS,
  json: [...TEXTS, ...NUMBERS, ...DATES, ...LISTS, ...UNTYPED, ...UNTYPED],
};
const ANY: readonly FieldValue[] = [...Object.values(POOLS).flat(), ...EMPTY];

/** A value of a type, mostly; now and then an empty one, or one of another type. */
const valueOf = (type: FieldType): fc.Arbitrary<FieldValue> =>
  fc.oneof(
    { weight: 10, arbitrary: fc.constantFrom(...POOLS[type]) },
    { weight: 2, arbitrary: fc.constantFrom(...EMPTY) },
    { weight: 1, arbitrary: fc.constantFrom(...ANY) },
  );

const typeOf = (field: string): FieldType => schema.fields[field]?.type ?? 'json';

function conditionOn(field: string): fc.Arbitrary<Condition> {
  const value = valueOf(typeOf(field));
  const relative = fc.constant<FieldValue>({ relativeTo: 'day', plus: { days: -1 } });
  return fc
    .record({
      kind: fc.constant('condition' as const),
      field: fc.constant(field),
      operator: fc.constantFrom(...OPERATOR_NAMES),
      operand: fc.oneof(
        { weight: 6, arbitrary: value },
        { weight: 4, arbitrary: fc.array(value, { maxLength: 4 }) },
        { weight: 1, arbitrary: relative },
      ),
      caseSensitive: fc.boolean(),
    })
    .map((condition) => accepted(condition));
}

/** What can't be saved can't be indexed either: it becomes one that can. */
const accepted = (condition: Condition): Condition =>
  checkCriteria(condition, schema).length === 0
    ? condition
    : { ...condition, operator: condition.caseSensitive ? 'is_not_empty' : 'any_change', operand: null };

const related: fc.Arbitrary<Condition> = fc.constantFrom('won', 'lost').map((operand) => ({
  kind: 'condition',
  field: 'text',
  operator: 'equals',
  operand,
  caseSensitive: true,
  related: 'account',
}));

export const anyCondition: fc.Arbitrary<Condition> = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom(...FIELDS).chain(conditionOn) },
  { weight: 1, arbitrary: related },
);

const group = (
  kind: 'all' | 'any',
  parts: fc.Arbitrary<Criteria>,
  maxLength: number,
): fc.Arbitrary<Criteria> => fc.array(parts, { maxLength }).map((of) => ({ kind, of }));

/** Criteria as definitions have them, mostly; and any nesting. */
export const { criteria: anyRule } = fc.letrec<{ criteria: Criteria; nested: Criteria }>((tie) => ({
  nested: fc.oneof(
    { maxDepth: 3 },
    anyCondition,
    group('all', tie('nested'), 3),
    group('any', tie('nested'), 4),
    tie('nested').map((of): Criteria => ({ kind: 'not', of })),
  ),
  criteria: fc.oneof(
    { weight: 4, arbitrary: group('all', anyCondition, 4) },
    { weight: 1, arbitrary: group('any', anyCondition, 4) },
    { weight: 2, arbitrary: tie('nested') },
  ),
}));

const unknown: fc.Arbitrary<Image['unknown']> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Image['unknown']>([]) },
  { weight: 2, arbitrary: fc.subarray(COLUMNS, { maxLength: 4 }) },
  { weight: 1, arbitrary: fc.constant<Image['unknown']>('rest') },
);
const whole = fc.record(Object.fromEntries(COLUMNS.map((column) => [column, valueOf(typeOf(column))])));
const values: fc.Arbitrary<Image['values']> = fc
  .tuple(whole, fc.subarray(COLUMNS, { maxLength: 5 }))
  .map(([all, absent]) =>
    Object.fromEntries(Object.entries(all).filter(([column]) => !absent.includes(column))),
  );
const image: fc.Arbitrary<Image | null> = fc.option(fc.record({ values, unknown }), { freq: 12 });

/** Any change; half of the updates move little. */
export const anyChange: fc.Arbitrary<RecordChange> = fc
  .record({
    operation: fc.constantFrom<Operation>('create', 'update', 'update', 'update', 'update', 'delete', 'read'),
    before: image,
    after: image,
    moved: fc.option(fc.subarray(COLUMNS, { maxLength: 3 })),
  })
  .map(({ operation, before, after, moved }) => {
    if (moved === null || before === null || after === null) return { operation, before, after };
    const kept = Object.entries(before.values).filter(([column]) => moved.includes(column));
    return {
      operation,
      before: { ...before, values: { ...after.values, ...Object.fromEntries(kept) } },
      after,
    };
  });
