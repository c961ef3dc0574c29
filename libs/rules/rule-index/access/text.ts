/** The ways in to `starts_with` and to `contains` of a text: its beginnings, and its parts. */
import { foldCase, textOf, type FieldType } from '@upshot/values';
import type { Condition } from '../../criteria.ts';
import type { Access } from '../access.ts';
import { member } from './equality.ts';

/** Every text begins with the empty one, which thus leads nowhere. */
export function beginning({ operand, caseSensitive }: Condition, type: FieldType): readonly Access[] {
  if (type !== 'text' && type !== 'reference' && type !== 'json') return [];
  const text = textOf(operand);
  if (text === undefined || text === '') return [];
  const prefixes = [foldCase(text, caseSensitive)];
  return [{ kind: 'prefix', folded: !caseSensitive, prefixes, holds: true, exact: true }];
}

/** Every text has the empty one in it. Values inside json may be lists, and lists have members. */
export function part(condition: Condition, type: FieldType): readonly Access[] {
  if (type === 'list' || type === 'json') return member(condition);
  const text = type === 'text' || type === 'reference' ? textOf(condition.operand) : undefined;
  if (text === undefined || text === '') return [];
  const { caseSensitive } = condition;
  return [
    { kind: 'part', folded: !caseSensitive, part: foldCase(text, caseSensitive), holds: true, exact: true },
  ];
}
