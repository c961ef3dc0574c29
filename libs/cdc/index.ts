/** Debezium change events, decoded. */
export type { ChangeEvent, Decoded, SourcePosition } from './types.ts';
export { createDecoder, type ChangeRecord, type Decoder, type DecoderOptions } from './decoder.ts';
