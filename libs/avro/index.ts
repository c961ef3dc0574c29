/** Confluent-framed Avro: frames, the registry, codecs of our own schemas, readers of foreign ones. */
export { readFrame, writeFrame } from './frame.ts';
export { connectRegistry } from './registry.ts';
export { codec } from './codec.ts';
export { compileWriter } from './writer.ts';
export type {
  AvroSchemaJson,
  Codec,
  Compatibility,
  Frame,
  Registry,
  SubjectSchema,
  Writer,
  WriterOptions,
} from './types.ts';
export { scannerFactory, type Scanner, type Selection } from './scan/scanner.ts';
