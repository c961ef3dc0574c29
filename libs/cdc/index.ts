/** Debezium change events, decoded. */
export type { ChangeEvent, Decoded, SourcePosition } from './types.ts';
