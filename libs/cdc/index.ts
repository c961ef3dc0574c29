/** Debezium change events, decoded. */
export type { ChangeEvent, ChangeRecord, Decoded, SourcePosition } from './types.ts';
export { sentColumns, type SentColumns } from './columns-of.ts';
export { createDecoder, type Decoder, type DecoderOptions } from './decoder.ts';
