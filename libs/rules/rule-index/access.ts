/** The ways in to a condition: what of a record a hash, an order or a list of moves can hold against it. */
import type { FieldType } from '@upshot/values';
import type { Key, KeyForm } from './key.ts';

/** Where a range begins or ends. */
export interface Bound {
  readonly at: number;
  /** Which values it takes in: -1 up to just below it, 0 it as well, 1 (for a beginning) from just above it. */
  readonly side: -1 | 0 | 1;
}

export type Scale = 'decimal' | 'instant';

/** What must be so of a field where a condition holds or cannot say; or must not be so, where `holds` is false. */
export type Access =
  /** Its key, now or before the change, is one of these. */
  | (Common & {
      readonly kind: 'keys';
      readonly at: 'now' | 'prior';
      readonly form: KeyForm;
      readonly keys: readonly Key[];
    })
  /** One of its members has one of these keys. */
  | (Common & { readonly kind: 'members'; readonly form: KeyForm; readonly keys: readonly Key[] })
  /** It lies within. */
  | (Common & {
      readonly kind: 'range';
      readonly scale: Scale;
      readonly low: Bound | null;
      readonly high: Bound | null;
    })
  /** Its text begins with one of these. */
  | (Common & { readonly kind: 'prefix'; readonly folded: boolean; readonly prefixes: readonly string[] })
  /** Its text has this in it. */
  | (Common & { readonly kind: 'part'; readonly folded: boolean; readonly part: string })
  /** It moved. */
  | (Common & { readonly kind: 'moved' });

interface Common {
  readonly holds: boolean;
}

/** An access to a field of an arm. */
export interface FieldAccess {
  readonly field: string;
  readonly type: FieldType;
  readonly access: Access;
}

/** The accesses of a condition: all must be so. They are `exact` where they are so only if the condition holds. */
export interface WaysIn {
  readonly accesses: readonly Access[];
  readonly exact: boolean;
}

/** Nothing that could be looked up. */
export const NO_WAY_IN: WaysIn = { accesses: [], exact: false };

/** The contrary of ways in; none where it cannot be told. A range has no contrary: what is nowhere on its scale is outside it too. */
export function contrary({ accesses, exact }: WaysIn): WaysIn {
  const [access] = accesses;
  if (!exact || accesses.length !== 1 || access === undefined || access.kind === 'range') return NO_WAY_IN;
  return { accesses: [{ ...access, holds: !access.holds }], exact };
}
