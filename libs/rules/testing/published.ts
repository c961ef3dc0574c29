/** Every case of `schemas/cases/rules` in one form, for whoever judges changes: the library, the API, the matcher, the runner. */
import { OPERATOR_NAMES, type OperatorName } from '../criteria.ts';
import { changeOf, conditionOf, readCases, schemaOf, spotsOf } from './cases.ts';
import { logicCases } from './logic-cases.ts';
import type { PublishedCase, PublishedRefusal } from './published-case.ts';
import { relatedCases, relatedRefusals } from './related-cases.ts';
import { relativeCases, relativeRefusals } from './relative-cases.ts';

/** The cases of one operator: those inside json are there twice, once under a key of a column. */
export const operatorCases = (operator: OperatorName): readonly PublishedCase[] =>
  readCases(operator).cases.flatMap((row, place) => {
    const [type, situation, before, after, operand, verdict, more] = row;
    return spotsOf(type).map((spot) => ({
      name: `${operator} ${place}: ${type} ${situation} ${spot}: ${[before, after, operand].map((each) => JSON.stringify(each)).join(' ')}`,
      schema: schemaOf(type),
      criteria: conditionOf(operator, operand, more?.caseSensitive ?? true, spot),
      change: changeOf(row, spot),
      context: { nowMs: 0 },
      verdict,
      unlike: more?.unlike === true ? 1 : 0,
    }));
  });

/** Every case. */
export const publishedCases = (): readonly PublishedCase[] => [
  ...OPERATOR_NAMES.flatMap(operatorCases),
  ...logicCases(),
  ...relativeCases(),
  ...relatedCases(),
];

/** Everything that is refused when a definition is saved. */
export const publishedRefusals = (): readonly PublishedRefusal[] => [
  ...OPERATOR_NAMES.flatMap(operatorRefusals),
  ...relativeRefusals(),
  ...relatedRefusals(),
];

function operatorRefusals(operator: OperatorName): readonly PublishedRefusal[] {
  const { refused, problems } = readCases(operator);
  const types = refused.map((type) => [type, 'x', 'operator_not_for_type', '/operator'] as const);
  return [...types, ...problems].map(([type, operand, code, path]) => ({
    name: `${operator}: ${type} ${JSON.stringify(operand)}`,
    schema: schemaOf(type),
    criteria: conditionOf(operator, operand, true),
    code,
    path,
  }));
}
