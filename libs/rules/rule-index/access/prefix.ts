/** The way in to `starts_with`: the beginnings of a text. */
import { foldCase, textOf, type FieldType } from '@upshot/values';
import type { Condition } from '../../criteria.ts';
import type { Access } from '../access.ts';

/** Every text begins with the empty one, which thus leads nowhere. */
export function beginning({ operand, caseSensitive }: Condition, type: FieldType): readonly Access[] {
  if (type !== 'text' && type !== 'reference' && type !== 'json') return [];
  const text = textOf(operand);
  if (text === undefined || text === '') return [];
  const prefix = foldCase(text, caseSensitive);
  return [{ kind: 'prefix', folded: !caseSensitive, prefix, holds: true, exact: true }];
}
