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

/**
 * What must be so of a field where a condition holds or cannot say. An `exact` one is so only then, and thus can be turned:
 * `holds` is false where it must not be so.
 */
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
  readonly exact: boolean;
}

/** An access to a field of an arm. */
export interface FieldAccess {
  readonly field: string;
  readonly type: FieldType;
  readonly access: Access;
}

/** What must be so where the condition does not hold; nothing where that cannot be told. */
export function contrary(accesses: readonly Access[]): readonly Access[] {
  const [access] = accesses;
  if (accesses.length !== 1 || access?.exact !== true) return [];
  return [{ ...access, holds: !access.holds }];
}
