/** The shared suite: what every operator of the list promises, whatever it is asked of whatever value. */
import { FIELD_TYPES, type FieldType, type FieldValue, type Image, type RecordChange } from '@upshot/values';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compileCriteria,
  newTally,
  OPERATOR_NAMES,
  OPERATORS,
  type OperatorName,
  type Verdict,
} from '../index.ts';
import { negate } from '../kleene.ts';
import { anyImage, anyValue } from '../testing/arbitraries.ts';
import { conditionOf, schemaOf } from '../testing/cases.ts';

const anyType = fc.constantFrom(...FIELD_TYPES);
const UPDATE = { operation: 'update' } as const;
const imageOf = (value: FieldValue): Image => ({ values: { value }, unknown: [] });
const notSent: Image = { values: {}, unknown: 'rest' };

function judge(
  operator: OperatorName,
  operand: FieldValue,
  change: RecordChange,
  type: FieldType = 'text',
): Verdict {
  return compileCriteria(conditionOf(operator, operand, true), schemaOf(type)).evaluate(change);
}

describe.each(OPERATOR_NAMES)('%s', (name) => {
  const operator = OPERATORS[name];

  it('stands in the list under its own name, with types of its own', () => {
    expect(operator.name).toBe(name);
    expect(operator.types.length).toBeGreaterThan(0);
    expect(new Set(operator.types).size).toBe(operator.types.length);
  });

  it('never throws, and gives one of the three verdicts', () => {
    const operations = fc.constantFrom('create', 'update', 'delete', 'read');
    fc.assert(
      fc.property(
        anyType,
        anyValue,
        anyImage,
        anyImage,
        operations,
        (type, operand, before, after, operation) => {
          expect(['match', 'no_match', 'prior_unknown']).toContain(
            judge(name, operand, { operation, before, after }, type),
          );
        },
      ),
    );
  });

  it('never matches a snapshot read', () => {
    fc.assert(
      fc.property(anyType, anyValue, anyImage, anyImage, (type, operand, before, after) => {
        expect(judge(name, operand, { operation: 'read', before, after }, type)).toBe('no_match');
      }),
    );
  });

  it('is unknown, not false, of a value that was not sent', () => {
    const change: RecordChange = { ...UPDATE, before: notSent, after: notSent };
    expect(judge(name, 'x', change)).toBe('prior_unknown');
  });

  it('judges absent, null and the empty text alike', () => {
    const verdicts = (before: Image, after: Image): readonly Verdict[] =>
      [null, '', 'x'].map((operand) => judge(name, operand, { ...UPDATE, before, after }));
    const absent: Image = { values: {}, unknown: [] };
    expect(verdicts(imageOf('x'), imageOf(null))).toEqual(verdicts(imageOf('x'), absent));
    expect(verdicts(imageOf('x'), imageOf(''))).toEqual(verdicts(imageOf('x'), absent));
    expect(verdicts(imageOf(null), imageOf('x'))).toEqual(verdicts(absent, imageOf('x')));
  });

  it('counts nothing where it was asked nothing', () => {
    const tally = newTally();
    const { evaluate } = compileCriteria(conditionOf(name, 'x', true), schemaOf('text'));
    evaluate({ ...UPDATE, before: imageOf(null), after: imageOf(null) }, { nowMs: 0, tally });
    expect(tally.count).toBe(0);
  });

  it('reads what it says it reads', () => {
    const { columns, priorColumns } = compileCriteria(conditionOf(name, 'x', true, 'key'), schemaOf('json'));
    expect([...columns]).toEqual(['data']);
    expect([...priorColumns]).toEqual(operator.looks === 'back' ? ['data'] : []);
  });

  it('gives the same verdict each time it is asked', () => {
    fc.assert(
      fc.property(anyType, anyValue, anyImage, anyImage, (type, operand, before, after) => {
        const { evaluate } = compileCriteria(conditionOf(name, operand, false), schemaOf(type));
        const change: RecordChange = { ...UPDATE, before, after };
        expect(evaluate(change)).toBe(evaluate(structuredClone(change)));
      }),
    );
  });
});

describe('operators that look back', () => {
  const looking = OPERATOR_NAMES.filter((name) => OPERATORS[name].looks === 'back');

  it('are those that ask for a move', () => {
    expect(looking).toEqual([
      'changed_to',
      'changed_from',
      'any_change',
      'changed',
      'any_value',
      'increased',
      'decreased',
    ]);
  });
  it.each(looking)('%s is false of a delete, known or not', (name) => {
    expect(judge(name, 'x', { operation: 'delete', before: notSent, after: null })).toBe('no_match');
  });
  it.each(looking)('%s is never true where any_change is not', (name) => {
    const operations = fc.constantFrom('create', 'update', 'delete', 'read');
    fc.assert(
      fc.property(
        anyType,
        anyValue,
        anyImage,
        anyImage,
        operations,
        (type, operand, before, after, operation) => {
          const change: RecordChange = { operation, before, after };
          fc.pre(judge(name, operand, change, type) === 'match');
          expect(judge('any_change', null, change, type)).toBe('match');
        },
      ),
      { numRuns: 30, maxSkipsPerRun: 10_000 },
    );
  });
});

describe.each([
  ['equals', 'not_equals'],
  ['contains', 'not_contains'],
  ['is_empty', 'is_not_empty'],
  ['in', 'not_in'],
] as const)('%s and %s', (name, contrary) => {
  it('are contraries', () => {
    fc.assert(
      fc.property(anyType, anyValue, anyImage, (type, operand, after) => {
        const change: RecordChange = { ...UPDATE, before: null, after };
        expect(judge(contrary, operand, change, type)).toBe(negate(judge(name, operand, change, type)));
      }),
    );
  });
});

describe('the four comparisons', () => {
  const change = (value: FieldValue): RecordChange => ({ ...UPDATE, before: null, after: imageOf(value) });
  it.each(['integer', 'decimal', 'date', 'datetime'] as const)('agree with each other on %s', (type) => {
    const values = fc.oneof(
      fc.integer(),
      fc.constantFrom('2026-03-01', '2026-03-02T10:00:00Z', '12.50', '1e3'),
    );
    fc.assert(
      fc.property(values, values, (value, operand) => {
        const holds = (name: OperatorName): boolean => judge(name, operand, change(value), type) === 'match';
        const ordered = holds('greater_or_equal') || holds('less_or_equal');
        expect(holds('greater_than')).toBe(ordered && !holds('less_or_equal'));
        expect(holds('less_than')).toBe(ordered && !holds('greater_or_equal'));
        expect(ordered && holds('equals')).toBe(holds('greater_or_equal') && holds('less_or_equal'));
      }),
    );
  });
});
