/** Puts the mirror together over what it is connected to, and takes its share of the change topics. */
import type { Bus, Consumer } from '@upshot/bus';
import type { Decoder } from '@upshot/cdc';
import type { SourceMapping } from '@upshot/mapping';
import { createProgressMarks, mirrorCollections } from '@upshot/mirror-reader';
import { ensureIndexes } from '@upshot/mongo';
import type { Telemetry } from '@upshot/telemetry';
import type { Db } from 'mongodb';
import { createMirrorStore, type MirrorStoreOptions } from './ports/mirror-store.ts';
import { mirrorChanges } from './topology.ts';

export interface MirrorEngines {
  readonly bus: Pick<Bus, 'consumeBatches'>;
  readonly decoder: Pick<Decoder, 'decode'>;
  readonly mapping: SourceMapping;
  readonly db: Db;
  readonly telemetry: Telemetry;
  readonly crashPoint: (name: string) => void;
}

/** Names that tests choose for themselves. */
export interface MirrorOptions extends MirrorStoreOptions {
  readonly group?: string;
}

export const MIRROR_GROUP = 'upshot.mirror';

/** Mirrors until it is stopped. Throws as MongoDB and Kafka do where they are away. */
export async function openMirror(engines: MirrorEngines, options: MirrorOptions = {}): Promise<Consumer> {
  const { bus, mapping, db } = engines;
  await ensureIndexes(db, mirrorCollections);
  const ports = { ...engines, store: createMirrorStore(db, options), marks: createProgressMarks(db) };
  return bus.consumeBatches({
    group: options.group ?? MIRROR_GROUP,
    topics: [...mapping.byTopic.keys()],
    concurrency: 4,
    onBatch: (batch) => mirrorChanges(batch, ports),
  });
}
