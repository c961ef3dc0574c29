/** The mutation check: whatever is changed in an operator, or around it, some published case tells. A survivor fails here, by name. */
import { describe, expect, it } from 'vitest';
import { OPERATOR_NAMES, OPERATORS } from './index.ts';
import { EVALUATOR_MUTANTS } from './testing/evaluator-mutants.ts';
import { holds, newHunt } from './testing/hunt.ts';
import { EQUIVALENT, operatorMutants, type OperatorMutant } from './testing/operator-mutants.ts';
import { publishedCases } from './testing/published.ts';

const hunt = newHunt();
const cases = publishedCases();
const mutants = operatorMutants();
const nameOf = ({ operator, change }: OperatorMutant): string => `${operator} ${change}`;

describe('the published cases', () => {
  it.each(OPERATOR_NAMES)('catch every mutant of %s', (name) => {
    const own = mutants.filter(({ operator }) => operator === name);
    expect(own.length).toBeGreaterThan(30);
    const survivors = own.filter((mutant) => hunt(mutant) === null).map(nameOf);
    expect(survivors).toEqual(own.map(nameOf).filter((each) => Object.hasOwn(EQUIVALENT, each)));
  });
  it.each(Object.entries(EVALUATOR_MUTANTS))('catch an evaluator that %s', (_, mistake) => {
    expect(cases.find((given) => !holds(mistake(given)))?.name).toBeDefined();
  });
  it.each(OPERATOR_NAMES)('let the real %s live', (operator) => {
    expect(hunt({ operator, change: 'nothing', mutant: OPERATORS[operator] })).toBeNull();
  });
});
