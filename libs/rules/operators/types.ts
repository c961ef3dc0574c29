/** Which types have equality, and which of them stand beside a list of operands. */
import { FIELD_TYPES, type FieldType } from '@upshot/values';

/** Every type has equality. */
export const ALL_TYPES: readonly FieldType[] = FIELD_TYPES;
/** A list is not one of several values: `contains` asks for its members. */
export const SINGLE_TYPES: readonly FieldType[] = FIELD_TYPES.filter((type) => type !== 'list');
/** What has an order: numbers and moments; text where it is a number. */
export const ORDERED: readonly FieldType[] = ['text', 'integer', 'decimal', 'date', 'datetime', 'json'];
