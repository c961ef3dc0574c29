/** Canonical values: types, images, comparison. */
export { FIELD_TYPES, type FieldType, type FieldValue, type Image, type ModuleSchema, type Operation, type RecordChange } from './types.ts';
