/** Canonical values: types, images, comparison. */
export {
  FIELD_TYPES,
  type FieldSchema,
  type FieldType,
  type FieldValue,
  type Image,
  type ModuleSchema,
  type Operation,
  type RecordChange,
  type RelatedModule,
} from './types.ts';
export { daysSinceEpoch, isCalendarDay } from './calendar.ts';
export { compareDecimals, parseDecimal, type Decimal } from './decimal.ts';
export { isEmptyValue, type EmptyValue } from './empty.ts';
export { equalTo, type Likeness } from './equality.ts';
export { compareInstants, parseInstant, type Instant } from './instant.ts';
export { compareValues, orderAgainst, type Order } from './order.ts';
export { parseBoolean } from './parse-boolean.ts';
export { parseOperand } from './parse-operand.ts';
export { fieldReader, readField, UNKNOWN, valueAt, type FieldState, type Reading } from './read-field.ts';
export { sameValue } from './same.ts';
export { isList, isObject, ownValue, type ListValue, type ObjectValue } from './shape.ts';
export { foldCase, textOf } from './text.ts';
