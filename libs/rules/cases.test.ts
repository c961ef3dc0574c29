/** Runs the language-neutral cases, and shows that no operator × type × situation is left out of them. */
import { FIELD_TYPES, type Image } from '@upshot/values';
import { describe, expect, it } from 'vitest';
import {
  checkCriteria,
  compileCriteria,
  newTally,
  OPERATOR_NAMES,
  OPERATORS,
  type Criteria,
  type OperatorName,
} from './index.ts';
import {
  changeOf,
  conditionOf,
  readCases,
  readLogicCases,
  schemaOf,
  SITUATIONS,
  spotsOf,
  type CaseRow,
  type Logic,
  type Spot,
} from './testing/cases.ts';

function outcome(operator: OperatorName, row: CaseRow, spot: Spot) {
  const [type, , , , operand, , options] = row;
  const tally = newTally();
  const condition = conditionOf(operator, operand, options?.caseSensitive ?? true, spot);
  const verdict = compileCriteria(condition, schemaOf(type)).evaluate(changeOf(row, spot), {
    nowMs: 0,
    tally,
  });
  return { verdict, unlike: tally.count };
}

describe.each(OPERATOR_NAMES)('%s', (operator) => {
  const file = readCases(operator);

  it('is the operator that its file names', () => {
    expect(file.operator).toBe(operator);
  });

  it.each(FIELD_TYPES.filter((type) => !file.refused.includes(type)))(
    'has every situation for %s',
    (type) => {
      const seen = new Set(file.cases.filter((row) => row[0] === type).map((row) => row[1]));
      expect([...seen].sort()).toEqual([...SITUATIONS].sort());
    },
  );

  it('is had by every type that its file does not refuse', () => {
    const refused = FIELD_TYPES.filter((type) => !OPERATORS[operator].types.includes(type));
    expect(refused).toEqual(FIELD_TYPES.filter((type) => file.refused.includes(type)));
    expect(file.cases.filter((row) => file.refused.includes(row[0]))).toEqual([]);
  });

  it.each(file.refused)('is refused on %s, by name', (type) => {
    const problems = checkCriteria(conditionOf(operator, 'x', true), schemaOf(type));
    expect(problems).toMatchObject([{ code: 'operator_not_for_type', path: '/operator' }]);
  });

  it.each(file.cases)('%j %s: %j → %j, %j is %s', (...row) => {
    for (const spot of spotsOf(row[0])) {
      const expected = { verdict: row[5], unlike: row[6]?.unlike === true ? 1 : 0 };
      expect({ spot, ...outcome(operator, row, spot) }).toEqual({ spot, ...expected });
    }
  });

  it('accepts the operand of every case', () => {
    const refused = file.cases.filter(
      ([type, , , , operand]) =>
        checkCriteria(conditionOf(operator, operand, true), schemaOf(type)).length > 0,
    );
    expect(refused).toEqual([]);
  });

  it.each(file.problems)('refuses for %s the operand %j: %s at %s', (type, operand, code, path) => {
    expect(checkCriteria(conditionOf(operator, operand, true), schemaOf(type))).toMatchObject([
      { code, path },
    ]);
  });
});

describe('logic', () => {
  const schema = schemaOf('text');
  const known: Image = { values: { value: 'won' }, unknown: [] };
  const leaves: Readonly<Record<'M' | 'N' | 'U', Criteria>> = {
    M: conditionOf('equals', 'won', true),
    N: conditionOf('equals', 'lost', true),
    U: conditionOf('any_change', null, true),
  };
  const criteriaOf = (logic: Logic): Criteria => {
    if (typeof logic === 'string') return leaves[logic];
    if ('not' in logic) return { kind: 'not', of: criteriaOf(logic.not) };
    return 'all' in logic
      ? { kind: 'all', of: logic.all.map(criteriaOf) }
      : { kind: 'any', of: logic.any.map(criteriaOf) };
  };

  it.each(readLogicCases())('%j is %s', (logic, verdict) => {
    const { evaluate } = compileCriteria(criteriaOf(logic), schema);
    expect(evaluate({ operation: 'update', before: null, after: known })).toBe(verdict);
  });
});
