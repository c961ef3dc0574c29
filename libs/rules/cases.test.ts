/** Runs the language-neutral cases, and shows that no operator × type × situation is left out of them. */
import { FIELD_TYPES } from '@upshot/values';
import { describe, expect, it } from 'vitest';
import { checkCriteria, compileCriteria, newTally, OPERATOR_NAMES, OPERATORS } from './index.ts';
import { readCases, SITUATIONS } from './testing/cases.ts';
import { publishedCases, publishedRefusals } from './testing/published.ts';

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
});

describe('every published case', () => {
  const cases = publishedCases();

  it.each(cases)('$name is $verdict', ({ schema, criteria, change, context, verdict, unlike }) => {
    const tally = newTally();
    const { evaluate } = compileCriteria(criteria, schema);
    expect([evaluate(change, { ...context, tally }), tally.count]).toEqual([verdict, unlike]);
  });

  it('asks for what is accepted', () => {
    const refused = cases.filter(({ criteria, schema }) => checkCriteria(criteria, schema).length > 0);
    expect(refused.map(({ name }) => name)).toEqual([]);
  });

  it('is named once', () => {
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  });
});

describe('every published refusal', () => {
  it.each(publishedRefusals())('$name: $code at $path', ({ criteria, schema, code, path }) => {
    expect(checkCriteria(criteria, schema)).toMatchObject([{ code, path }]);
  });
});
