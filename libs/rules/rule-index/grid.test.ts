/** Holds the index against the plain reading of every operator with every operand, on every value of every type. */
import { FIELD_TYPES, type FieldType, type FieldValue, type Image, type RecordChange } from '@upshot/values';
import { describe, expect, it } from 'vitest';
import { buildRuleIndex, checkCriteria, compileCriteria, OPERATOR_NAMES, type Condition } from '../index.ts';
import { POOLS, schema } from './testing/arbitraries.ts';

const unique = (values: readonly FieldValue[]): readonly FieldValue[] => [
  ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
];
const valuesOf = (type: FieldType): readonly FieldValue[] => unique([...POOLS[type], null, '']);

/** Lists of one operand, and of two that stand beside each other. */
const operandsOf = (type: FieldType): readonly FieldValue[] => {
  const single = valuesOf(type);
  return unique([
    ...single,
    ...single.map((one) => [one]),
    ...single.map((one, place) => [one, single[place + 1] ?? one]),
  ]);
};

function conditionsOn(type: FieldType): readonly Condition[] {
  const conditions = OPERATOR_NAMES.flatMap((operator) =>
    [true, false].flatMap((caseSensitive) =>
      operandsOf(type).map((operand): Condition => ({
        kind: 'condition',
        field: type,
        operator,
        operand,
        caseSensitive,
      })),
    ),
  );
  return conditions.filter((condition) => checkCriteria(condition, schema).length === 0);
}

const holding = (type: FieldType, value: FieldValue): Image => ({ values: { [type]: value }, unknown: [] });
const UNKNOWN: Image = { values: {}, unknown: 'rest' };

function changesOf(type: FieldType): readonly RecordChange[] {
  const images = [...valuesOf(type).map((value) => holding(type, value)), UNKNOWN];
  return images.flatMap((after, place): RecordChange[] => [
    { operation: 'create', before: null, after },
    { operation: 'delete', before: after, after: null },
    { operation: 'update', before: images[place - 1] ?? null, after },
    { operation: 'update', before: after, after },
  ]);
}

describe('the index and the plain reading agree', { timeout: 120_000 }, () => {
  it.each(FIELD_TYPES)('on every %s', (type) => {
    const conditions = conditionsOn(type);
    const plain = conditions.map((condition) => compileCriteria(condition, schema).evaluate);
    const entries = conditions.map((criteria, place) => ({
      key: String(place).padStart(6, '0'),
      tenantId: 'acme',
      module: 'things',
      kind: 'updated',
      criteria,
      payload: place,
    }));
    const index = buildRuleIndex(entries, new Map([['things', schema]]));
    for (const change of changesOf(type)) {
      const { matching, rules } = index.candidates('acme', 'things', 'updated', change);
      const [met, asked] = [matching, rules].map((some) => new Set(some.map(({ payload }) => payload)));
      const missed = conditions.filter((_none, place) => {
        const verdict = plain[place]?.(change);
        if (met?.has(place) === true) return verdict !== 'match';
        return asked?.has(place) !== true && verdict !== 'no_match';
      });
      expect([change, missed]).toEqual([change, []]);
    }
  });
});
