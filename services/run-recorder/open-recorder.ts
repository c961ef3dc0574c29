/** Puts the recorder together over its engines, and takes its share of the run events. */
import { codec, type Registry } from '@upshot/avro';
import type { Bus, Consumer } from '@upshot/bus';
import { createDeadLetters } from '@upshot/dead-letters';
import { historyIndexes } from '@upshot/history';
import { ensureIndexes } from '@upshot/mongo';
import { DEAD_LETTERS, RUN_EVENTS, schemaOfTopic, subjectOf, type RunEvent } from '@upshot/schemas';
import type { Logger, Telemetry } from '@upshot/telemetry';
import type { Redis } from 'ioredis';
import type { Db } from 'mongodb';
import { createCounters } from './ports/counters.ts';
import { createHistoryStore } from './ports/history-store.ts';
import { recordEvents, type RecorderPorts } from './topology.ts';

export interface RecorderEngines {
  readonly bus: Bus;
  readonly registry: Registry;
  readonly db: Db;
  readonly redis: Redis;
  readonly telemetry: Telemetry;
  readonly log: Logger;
  readonly crashPoint: (name: string) => void;
}

/** Names that tests choose for themselves. */
export interface RecorderNames {
  readonly group: string;
  readonly events: string;
  readonly deadLetters: string;
}

export const RECORDER_NAMES: RecorderNames = {
  group: 'upshot.run-recorder',
  events: RUN_EVENTS,
  deadLetters: DEAD_LETTERS,
};

/** What the recorder's stages work with. Throws as the registry and MongoDB do where they are away. */
export async function openPorts(engines: RecorderEngines, names = RECORDER_NAMES): Promise<RecorderPorts> {
  const { bus, registry, db, redis, telemetry, log, crashPoint } = engines;
  await ensureIndexes(db, historyIndexes);
  return {
    codec: await codec<RunEvent>(registry, {
      subject: subjectOf(RUN_EVENTS),
      schema: schemaOfTopic(RUN_EVENTS),
    }),
    deadLetters: await createDeadLetters({
      bus,
      registry,
      service: 'run-recorder',
      metrics: telemetry.metrics,
      topic: names.deadLetters,
    }),
    store: createHistoryStore(db),
    counters: createCounters(redis, db, log),
    telemetry,
    log,
    now: Date.now,
    crashPoint,
  };
}

/** Records until it is stopped. */
export async function openRecorder(engines: RecorderEngines, names = RECORDER_NAMES): Promise<Consumer> {
  const ports = await openPorts(engines, names);
  // What was missed while no recorder ran is made up for before the first batch.
  await ports.counters.count([]);
  return engines.bus.consumeBatches({
    group: names.group,
    topics: [names.events],
    onBatch: (batch) => recordEvents(batch, ports),
  });
}
