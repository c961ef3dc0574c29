/** Criteria as arms: ways of holding, each a list of conditions that must all hold (or not), one way of which must be taken. */
import type { Condition, Criteria } from '../criteria.ts';

export interface Clause {
  readonly condition: Condition;
  readonly holds: boolean;
}
export interface Arm {
  readonly clauses: readonly Clause[];
  /** Nothing is left out of it: where all clauses hold, so do the criteria. */
  readonly isWhole: boolean;
}

/** More ways than this are not told apart: what has them is left out of the arms, which then promise less. */
const MAX_ARMS = 8;
const NOTHING_ASKED: readonly Arm[] = [{ clauses: [], isWhole: true }];
const LEFT_OUT: readonly Arm[] = [{ clauses: [], isWhole: false }];

/**
 * The arms of `criteria` (or of their contrary): wherever the criteria hold or cannot say, so do all clauses of one arm.
 * Unless `apart` each `any` is left out. No arm at all: they never hold.
 */
export function armsOf(criteria: Criteria, apart: boolean, holds = true): readonly Arm[] {
  if (criteria.kind === 'condition') return [{ clauses: [{ condition: criteria, holds }], isWhole: true }];
  if (criteria.kind === 'not') return armsOf(criteria.of, apart, !holds);
  const parts = criteria.of.map((part) => armsOf(part, apart, holds));
  if ((criteria.kind === 'all') === holds) return parts.reduce(both, NOTHING_ASKED);
  const arms = parts.flat();
  return arms.length > 1 && (!apart || arms.length > MAX_ARMS) ? LEFT_OUT : arms;
}

function both(left: readonly Arm[], right: readonly Arm[]): readonly Arm[] {
  if (left.length * right.length > MAX_ARMS) return left.map((arm) => ({ ...arm, isWhole: false }));
  return left.flatMap((one) =>
    right.map((other) => ({
      clauses: [...one.clauses, ...other.clauses],
      isWhole: one.isWhole && other.isWhole,
    })),
  );
}
