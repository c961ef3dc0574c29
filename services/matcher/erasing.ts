/** What the matcher erases beside its work: the images that it keeps, and the waits for activities. */
import { eraseUntil, type DueErasure, type EraseUntilPorts } from '@upshot/history';
import type { SourceMapping } from '@upshot/mapping';
import type { Db } from 'mongodb';
import { eraseImages } from './ports/erase-images.ts';
import { eraseWaits } from './ports/erase-waits.ts';

/** Until it is stopped. */
export function startErasing(
  db: Db,
  mapping: Pick<SourceMapping, 'modules'>,
  log: EraseUntilPorts['log'],
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const parts = {
    images: (subject: DueErasure) => eraseImages(db, mapping, subject),
    waits: (subject: DueErasure) => eraseWaits(db, subject),
  };
  const erasing = eraseUntil(stopping.signal, { db, parts, log });
  return {
    stop() {
      stopping.abort();
      return erasing;
    },
  };
}
