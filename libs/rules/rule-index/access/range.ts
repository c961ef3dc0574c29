/** The ways in to conditions of order: a range of numbers, or of moments. */
import { isList, parseDecimal, parseInstant, type FieldType, type FieldValue } from '@upshot/values';
import type { Condition } from '../../criteria.ts';
import { NO_WAY_IN, type Bound, type Scale, type WaysIn } from '../access.ts';

/** An operand on its scale; not `exact` where the number there is only near to it. */
interface Mark {
  readonly scale: Scale;
  readonly at: number;
  readonly exact: boolean;
}

/** `greater_than` and `greater_or_equal`. */
export const above =
  (open: boolean) =>
  ({ operand }: Condition, type: FieldType): WaysIn => {
    const mark = markOf(operand, type);
    return mark === null ? NO_WAY_IN : range(mark, lowest(mark, open), null);
  };

/** `less_than` and `less_or_equal`. */
export const below =
  (open: boolean) =>
  ({ operand }: Condition, type: FieldType): WaysIn => {
    const mark = markOf(operand, type);
    return mark === null ? NO_WAY_IN : range(mark, null, highest(mark, open));
  };

/** `between`: both ends, where both lie on one scale. */
export function within({ operand }: Condition, type: FieldType): WaysIn {
  if (!isList(operand)) return NO_WAY_IN;
  const [low = null, high = null] = operand;
  const [from, to] = [markOf(low, type), markOf(high, type)];
  if (from === null || to?.scale !== from.scale) return NO_WAY_IN;
  return range({ ...from, exact: from.exact && to.exact }, lowest(from, false), highest(to, false));
}

const range = ({ scale, exact }: Mark, low: Bound | null, high: Bound | null): WaysIn => ({
  accesses: [{ kind: 'range', scale, low, high, holds: true }],
  exact,
});

const lowest = ({ at, exact }: Mark, open: boolean): Bound => ({ at, side: open && exact ? 1 : 0 });

/** What is less than a moment with digits below the millisecond may lie just above the millisecond itself. */
function highest({ scale, at, exact }: Mark, open: boolean): Bound {
  if (!exact) return { at, side: scale === 'instant' ? 1 : 0 };
  return { at, side: open ? -1 : 0 };
}

function markOf(operand: FieldValue, type: FieldType): Mark | null {
  if (type === 'boolean' || type === 'reference' || type === 'list') return null;
  const dated = type === 'date' || type === 'datetime';
  const number = dated ? undefined : parseDecimal(operand);
  if (number !== undefined)
    return { scale: 'decimal', at: Number(number), exact: typeof number === 'number' };
  const instant = dated || type === 'json' ? parseInstant(operand) : undefined;
  return instant === undefined ? null : { scale: 'instant', at: instant.ms, exact: instant.rest === '' };
}
