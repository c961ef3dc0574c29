/** What an arm needs of fields: the ways in to its clauses, with ranges of one field cut to what they have in common. */
import type { ModuleSchema } from '@upshot/values';
import { fieldType } from '../field-type.ts';
import { waysInto } from './access/index.ts';
import type { Access, Bound, FieldAccess } from './access.ts';
import type { Arm } from './arms.ts';
import type { IndexOptions } from './index-options.ts';

/** What an arm needs, and whether that is all that it asks: then what meets it need not be asked again. */
export interface ArmNeeds {
  readonly needed: readonly FieldAccess[];
  readonly isExact: boolean;
}

/** The accesses of `arm` that the options make use of. */
export function needsOf({ clauses, isWhole }: Arm, schema: ModuleSchema, options: IndexOptions): ArmNeeds {
  const needed: FieldAccess[] = [];
  let isExact = isWhole && options.proofs;
  for (const { condition, holds } of clauses) {
    const { field } = condition;
    const type = fieldType(field, schema) ?? 'json';
    const { accesses, exact } = waysInto(condition, type, holds);
    const used = accesses.filter((access) => isUsed(access, options));
    isExact &&= exact && used.length === accesses.length;
    for (const access of used) addTo(needed, { field, type, access });
  }
  return { needed, isExact };
}

function isUsed({ kind }: Access, options: IndexOptions): boolean {
  switch (kind) {
    case 'keys':
      return options.equality;
    case 'members':
      return options.members;
    case 'range':
      return options.ranges;
    case 'prefix':
      return options.prefixes;
    case 'part':
      return options.parts;
    case 'moved':
      return options.movement;
  }
}

function addTo(found: FieldAccess[], { field, type, access }: FieldAccess): void {
  for (const [place, other] of found.entries()) {
    const merged = other.field === field ? inCommon(other.access, access) : null;
    if (merged === null) continue;
    found[place] = { field, type, access: merged };
    return;
  }
  found.push({ field, type, access });
}

/** One access in the place of two; null where there is none. */
function inCommon(one: Access, other: Access): Access | null {
  if (one.kind === 'moved' && other.kind === 'moved' && one.holds === other.holds) return one;
  if (one.kind !== 'range' || other.kind !== 'range' || one.scale !== other.scale) return null;
  return { ...one, low: later(one.low, other.low), high: earlier(one.high, other.high) };
}

const isBefore = (one: Bound, other: Bound): boolean =>
  one.at === other.at ? one.side < other.side : one.at < other.at;
const later = (one: Bound | null, other: Bound | null): Bound | null =>
  one === null || (other !== null && isBefore(one, other)) ? other : one;
const earlier = (one: Bound | null, other: Bound | null): Bound | null =>
  one === null || (other !== null && isBefore(other, one)) ? other : one;
