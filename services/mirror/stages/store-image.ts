/** Stage store-image: the last image of each record in a batch, stored only where it is newer than the one there. */
import { mirrorId, type Remembered } from '@upshot/mirror-reader';
import { ATTRIBUTES, inStage, type Telemetry } from '@upshot/telemetry';
import type { ImageChange, MirrorStore } from '../ports/mirror-store.ts';
import { remember, type RecordChanged } from '../remember.ts';

export interface StoreImagesPorts {
  readonly store: MirrorStore;
  readonly telemetry: Telemetry;
  readonly crashPoint: (name: string) => void;
}

/** Stores a batch's images. Throws `store_unavailable` or `conflict` (retry now). */
export async function storeImages(changes: readonly RecordChanged[], ports: StoreImagesPorts): Promise<void> {
  const attributes = { [ATTRIBUTES.messagingBatchCount]: changes.length };
  await inStage(ports.telemetry, 'store-image', { attributes }, async () => {
    const known = await ports.store.load(changes);
    await ports.store.store(fold(known, changes));
    ports.crashPoint('mirror.stored');
  });
}

/** All changes of a record folded into one write; none where the image there is as new already. */
function fold(
  known: ReadonlyMap<string, Remembered>,
  changes: readonly RecordChanged[],
): readonly ImageChange[] {
  const images = new Map<string, Remembered>();
  for (const change of changes) {
    const id = mirrorId(change);
    images.set(id, remember(images.get(id) ?? known.get(id) ?? null, change));
  }
  return [...images]
    .map(([id, after]) => ({ before: known.get(id) ?? null, after }))
    .filter(({ before, after }) => after !== before);
}
