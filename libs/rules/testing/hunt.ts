/** Looks for a published case that tells a mutant from the real thing. */
import { checkCriteria } from '../check-criteria.ts';
import { compileCriteria, conditionsOf } from '../compile-criteria.ts';
import type { OperatorName } from '../criteria.ts';
import { OPERATORS } from '../operators/index.ts';
import type { Operator } from '../operators/operator.ts';
import { newTally } from '../tally.ts';
import type { OperatorMutant } from './operator-mutants.ts';
import type { PublishedCase, PublishedRefusal } from './published-case.ts';
import { publishedCases, publishedRefusals } from './published.ts';

/** The name of the case that catches the mutant; null where it survives. */
export type Hunt = (mutant: OperatorMutant) => string | null;

/** A hunt over all published cases; each mutant is held against those that use its operator. */
export function newHunt(): Hunt {
  const cases = byOperator(publishedCases());
  const refusals = byOperator(publishedRefusals());
  return ({ operator, mutant }) =>
    inPlace(operator, mutant, () => {
      const wrong = cases.get(operator)?.find((each) => !holds(each));
      const missed = wrong ?? refusals.get(operator)?.find((each) => !refuses(each));
      return missed?.name ?? null;
    });
}

/** Whether the case comes out as published: accepted, the verdict, the count. */
export function holds({ criteria, schema, change, context, verdict, unlike }: PublishedCase): boolean {
  if (checkCriteria(criteria, schema).length > 0) return false;
  const tally = newTally();
  const said = compileCriteria(criteria, schema).evaluate(change, { ...context, tally });
  return said === verdict && tally.count === unlike;
}

/** Whether the criteria are refused as published. */
export function refuses({ criteria, schema, code, path }: PublishedRefusal): boolean {
  const [problem, ...more] = checkCriteria(criteria, schema);
  return problem?.code === code && problem.path === path && more.length === 0;
}

function byOperator<Case extends Pick<PublishedCase, 'criteria'>>(
  cases: readonly Case[],
): ReadonlyMap<OperatorName, readonly Case[]> {
  const found = new Map<OperatorName, Case[]>();
  for (const each of cases)
    for (const operator of new Set(conditionsOf(each.criteria).map((condition) => condition.operator)))
      found.set(operator, [...(found.get(operator) ?? []), each]);
  return found;
}

/** Works while the mutant stands in the operator's place, and puts the operator back. */
function inPlace<T>(name: OperatorName, mutant: Operator, work: () => T): T {
  const table: Record<OperatorName, Operator> = OPERATORS;
  const real = table[name];
  table[name] = mutant;
  try {
    return work();
  } finally {
    table[name] = real;
  }
}
