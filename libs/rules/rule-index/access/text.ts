/** The ways in to `starts_with` and to `contains` of a text: its beginnings, and its parts. */
import { foldCase, textOf, type FieldType } from '@upshot/values';
import type { Condition } from '../../criteria.ts';
import { NO_WAY_IN, type WaysIn } from '../access.ts';
import { member } from './equality.ts';

/** Every text begins with the empty one, which thus leads nowhere. */
export function beginning({ operand, caseSensitive }: Condition, type: FieldType): WaysIn {
  if (type !== 'text' && type !== 'reference' && type !== 'json') return NO_WAY_IN;
  const text = textOf(operand);
  if (text === undefined || text === '') return NO_WAY_IN;
  const prefixes = [foldCase(text, caseSensitive)];
  return { accesses: [{ kind: 'prefix', folded: !caseSensitive, prefixes, holds: true }], exact: true };
}

/** Every text has the empty one in it. Values inside json may be lists, and lists have members. */
export function part(condition: Condition, type: FieldType): WaysIn {
  if (type === 'list' || type === 'json') return member(condition);
  const text = type === 'text' || type === 'reference' ? textOf(condition.operand) : undefined;
  if (text === undefined || text === '') return NO_WAY_IN;
  const { caseSensitive } = condition;
  const folded = foldCase(text, caseSensitive);
  return { accesses: [{ kind: 'part', folded: !caseSensitive, part: folded, holds: true }], exact: true };
}
