/** Puts the recorder together over what it is connected to, and takes its share of the run events. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Codec } from '@upshot/avro';
import type { Bus, Consumer } from '@upshot/bus';
import type { DeadLetters } from '@upshot/dead-letters';
import { createStatistics, historyIndexes, RUN_HISTORY } from '@upshot/history';
import { ensureIndexes } from '@upshot/mongo';
import { RUN_EVENTS, type RunEvent } from '@upshot/schemas';
import { createTaskProjection, TASKS } from '@upshot/tasks';
import type { Logger, Telemetry } from '@upshot/telemetry';
import type { Redis } from 'ioredis';
import type { Db } from 'mongodb';
import { createCounters } from './ports/counters.ts';
import { createHistoryStore } from './ports/history-store.ts';
import { recordEvents, type RecorderPorts } from './topology.ts';

export interface RecorderEngines {
  readonly bus: Pick<Bus, 'consumeBatches'>;
  readonly codec: Pick<Codec<RunEvent>, 'decode'>;
  readonly deadLetters: DeadLetters;
  readonly db: Db;
  readonly redis: Redis;
  readonly telemetry: Telemetry;
  readonly log: Logger;
  readonly crashPoint: (name: string) => void;
}

/** Names that tests choose for themselves. */
export interface RecorderNames {
  readonly group?: string;
  readonly events?: string;
}

export const RECORDER_GROUP = 'upshot.run-recorder';
/** Partitions: what they read and write at about the same time goes to the store together. */
const SIDE_BY_SIDE = 16;
/** So many events at once show that more are on their way; with so many there is enough to do at once. */
const BUSY = { from: 8, until: 250 };
const GATHER_MS = 250;

/** What the recorder's stages work with; `collection` is another one while the history is made anew. */
export function recorderPorts(
  { db, redis, ...engines }: Omit<RecorderEngines, 'bus'>,
  collection: string = RUN_HISTORY,
): RecorderPorts {
  const store = createHistoryStore(db, collection);
  const counters = createCounters(redis, db, engines.log);
  const statistics = createStatistics(db, Date.now);
  return { ...engines, store, counters, statistics, tasks: createTaskProjection(db), now: Date.now };
}

/** Records until it is stopped. Throws as MongoDB and Kafka do where they are away. */
export async function openRecorder(engines: RecorderEngines, names: RecorderNames = {}): Promise<Consumer> {
  const { group = RECORDER_GROUP, events = RUN_EVENTS } = names;
  const ports = recorderPorts(engines);
  await ensureIndexes(engines.db, [...historyIndexes, TASKS]);
  // What was stored and not counted by a recorder that died is made up for before the first batch.
  await ports.counters.counting(() => Promise.resolve([]));
  return engines.bus.consumeBatches({
    group,
    topics: [events],
    concurrency: SIDE_BY_SIDE,
    onBatch: async (batch, { signal }) => {
      await recordEvents(batch, ports);
      await untilMoreHasGathered(batch.records.length, signal);
    },
  });
}

/**
 * While much is going on the history may be a quarter of a second behind: most runs begin and end within it, and are then
 * written once instead of twice.
 */
async function untilMoreHasGathered(count: number, signal: AbortSignal): Promise<void> {
  if (count < BUSY.from || count >= BUSY.until) return;
  await sleep(GATHER_MS, undefined, { signal }).catch(() => undefined);
}
