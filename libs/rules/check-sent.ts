/** Whether what the source is known to send of a field can be asked at all: criteria that could never hold are refused, not saved. */
import type { ModuleSchema } from '@upshot/values';
import type { Condition, OperatorName } from './criteria.ts';
import { columnOf, fieldOf } from './field-type.ts';

export interface SentProblem {
  readonly code: 'unknown_field' | 'operator_not_for_type';
  readonly path: '/field' | '/operator';
  readonly message: string;
}

/** Operators that compare nothing with anything but itself: they hold whatever a value is. */
const OF_ANY_TYPE: ReadonlySet<OperatorName> = new Set([
  'is_empty',
  'is_not_empty',
  'any_change',
  'changed',
  'any_value',
]);

/** What keeps a condition from ever holding, by what is sent; null where nothing does, or nothing is known of it. */
export function checkSent({ field, operator }: Condition, schema: ModuleSchema): SentProblem | null {
  const column = columnOf(field, schema);
  const { type, sentAs } = fieldOf(column, schema) ?? {};
  if (sentAs === undefined) return null;
  if (sentAs === null) {
    const message = `is mapped, and no column of that name is sent with the changes of ${schema.module}`;
    return { code: 'unknown_field', path: '/field', message };
  }
  if (column !== field) {
    const message = `is a key inside a column that is mapped as ${type} and sent as ${sentAs}`;
    return { code: 'unknown_field', path: '/field', message };
  }
  if (type === 'json' || OF_ANY_TYPE.has(operator)) return null;
  const message = `has nothing to compare, since the field is mapped as ${type} and sent as ${sentAs}`;
  return { code: 'operator_not_for_type', path: '/operator', message };
}
