/** Derived ids (law 1): made from facts, never drawn, so that the same work has the same id on every attempt. */
import { createHash } from 'node:crypto';

/** What an id is of; it goes into the hash, so that two kinds never share an id. */
export type IdKind = 'run' | 'step' | 'effect' | 'timer' | 'record' | 'activity' | 'entry' | 'act' | 'task';

/** A UUID (version 8, RFC 9562 section 5.8) from the first 122 bits of SHA-256 over the kind and its parts. */
export function deriveId(kind: IdKind, ...parts: readonly (string | number)[]): string {
  const bytes = createHash('sha256')
    .update(JSON.stringify([kind, ...parts]))
    .digest();
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
