/**
 * Makes the history anew from the topic, beside the one that is there, and puts it in its place when it has come as far. It goes on where
 * it was interrupted. The recorder must not run meanwhile: what it stored would be put aside with the old history.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bus } from '@upshot/bus';
import {
  eraseAgain,
  erasedAmong,
  historyCollection,
  historyIndexes,
  RUN_HISTORY,
  type ErasableRun,
} from '@upshot/history';
import { ensureIndexes, inStore } from '@upshot/mongo';
import { RUN_EVENTS } from '@upshot/schemas';
import { eraseTasksOfRuns, TASKS } from '@upshot/tasks';
import type { Db } from 'mongodb';
import { recorderPorts, RECORDER_GROUP, type RecorderEngines } from './open-recorder.ts';
import { decodeEvents } from './stages/decode-event.ts';
import { loadHistories } from './stages/load-history.ts';
import { projectTasks } from './stages/project-tasks.ts';
import { projectEvents } from './stages/project.ts';

export interface RebuildEngines extends RecorderEngines {
  readonly bus: Pick<Bus, 'consumeBatches' | 'lag'>;
}

export interface RebuildOptions {
  readonly events?: string;
  /** How often it looks how far it has come. */
  readonly lookMs?: number;
}

/** The collection in the making. */
export const REBUILT = `${RUN_HISTORY}.rebuilt`;
const STATE = 'history_rebuild';

interface StateDocument {
  readonly _id: 'rebuild';
  /** The group that reads for this rebuilding, and for no other. */
  readonly group: string;
}

/** Resolves with the number of histories when they are in their place. Throws as MongoDB and Kafka do where they are away. */
export async function rebuildHistory(engines: RebuildEngines, options: RebuildOptions = {}): Promise<number> {
  const { events = RUN_EVENTS, lookMs = 500 } = options;
  const { db, log } = engines;
  await ensureIndexes(db, [...historyIndexes, historyCollection(REBUILT), TASKS]);
  const group = await groupOf(db);
  await readAll(engines, { group, events, lookMs });
  const erased = await eraseAgain(db, REBUILT);
  const count = await inStore(() => putInPlace(db));
  log.info({ count, erased }, 'the history was made anew');
  return count;
}

/** The group of the rebuilding that was interrupted, or of a new one, which begins with nothing. */
async function groupOf(db: Db): Promise<string> {
  const states = db.collection<StateDocument>(STATE);
  const group = `${RECORDER_GROUP}.rebuild.${randomUUID()}`;
  return inStore(async () => {
    const known = await states.findOneAndUpdate(
      { _id: 'rebuild' },
      { $setOnInsert: { group } },
      { upsert: true, returnDocument: 'after' },
    );
    if (known?.group === group) await db.collection(REBUILT).deleteMany({});
    return known?.group ?? group;
  });
}

/**
 * From the first record that the topic has to the last. Tasks that are there know their events, others are made anew; counters and
 * statistics are left as they are.
 */
async function readAll(
  engines: RebuildEngines,
  { group, events, lookMs }: Required<RebuildOptions> & { readonly group: string },
): Promise<void> {
  const ports = recorderPorts(engines, REBUILT);
  const consumer = await engines.bus.consumeBatches({
    group,
    topics: [events],
    fromBeginning: true,
    concurrency: 4,
    onBatch: async (batch) => {
      const told = await decodeEvents(batch, ports);
      const projected = projectEvents(await loadHistories(told, ports), ports);
      await ports.store.store(projected.filter(({ before, after }) => after !== before));
      await projectTasks(told, ports);
      await eraseTasksAgain(
        engines.db,
        projected.map(({ after }) => after),
      );
      ports.crashPoint('recorder.rebuilt-batch');
    },
  });
  try {
    while ((await engines.bus.lag(group, [events])).records > 0n) await sleep(lookMs);
  } finally {
    await consumer.stop();
  }
}

/** At once, since people see them: of runs that were erased. */
async function eraseTasksAgain(db: Db, runs: readonly ErasableRun[]): Promise<void> {
  const erased = await erasedAmong(db, runs);
  const ours = runs.filter(({ runId }) => erased.has(runId));
  for (const [tenantId, of] of Map.groupBy(ours, (run) => run.tenantId))
    await eraseTasksOfRuns(
      db,
      tenantId,
      of.map(({ runId }) => runId),
    );
}

async function putInPlace(db: Db): Promise<number> {
  const count = await db.collection(REBUILT).estimatedDocumentCount();
  await db.collection(REBUILT).rename(RUN_HISTORY, { dropTarget: true });
  await db.collection<StateDocument>(STATE).deleteOne({ _id: 'rebuild' });
  return count;
}
