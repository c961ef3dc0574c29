/** The mirror, from a batch of changes to the last image of each record: the table of contents. */
import type { Batch } from '@upshot/bus';
import { decodeChanges, type DecodeChangesPorts } from './stages/decode-change.ts';
import { markProgress, type MarkProgressPorts } from './stages/mark-progress.ts';
import { storeImages, type StoreImagesPorts } from './stages/store-image.ts';

export type MirrorPorts = DecodeChangesPorts & StoreImagesPorts & MarkProgressPorts;

/** Handles one batch of a change topic; resolves when the images that it changes are stored. */
export async function mirrorChanges(batch: Batch, ports: MirrorPorts): Promise<void> {
  const changes = await decodeChanges(batch, ports);
  await storeImages(changes, ports);
  await markProgress(batch, changes, ports);
}
