/** What the recorder does beside recording, again and again: sums up hours that are over, applies retention, erases. */
import { setTimeout as sleep } from 'node:timers/promises';
import { toUpshotError } from '@upshot/errors';
import {
  createErasures,
  createRetentionSettings,
  createStatistics,
  eraseHistory,
  type Erasures,
  type RetentionSettings,
  type Statistics,
} from '@upshot/history';
import { dateSettledTasks, eraseTasks, SETTLED_TASKS } from '@upshot/tasks';
import type { Logger } from '@upshot/telemetry';
import type { Db } from 'mongodb';

export interface UpkeepPorts {
  readonly db: Db;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  readonly now: () => number;
  /** Whether all events that were sent up to then are in the history. */
  readonly hasHandled: (atMs: number) => Promise<boolean>;
  /** How long it pauses between two rounds. */
  readonly pauseMs?: number;
}

interface Chores {
  readonly statistics: Pick<Statistics, 'sumUp'>;
  readonly retention: Pick<RetentionSettings, 'find' | 'sweep'>;
  readonly erasures: Pick<Erasures, 'workOff'>;
}

const PAUSE_MS = 5_000;

/** Keeps the history until `signal` aborts; what it throws is logged and tried again. */
export async function upkeepUntil(signal: AbortSignal, ports: UpkeepPorts): Promise<void> {
  const { db, log, now, pauseMs = PAUSE_MS } = ports;
  const chores: Chores = {
    statistics: createStatistics(db, now),
    retention: createRetentionSettings(db, now, [SETTLED_TASKS]),
    erasures: createErasures(db, now),
  };
  while (!signal.aborted) {
    await upkeepOnce(chores, ports).catch((thrown: unknown) => {
      log.warn({ error: toUpshotError(thrown) }, 'the upkeep of the history waits');
    });
    await sleep(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

async function upkeepOnce(chores: Chores, ports: UpkeepPorts): Promise<void> {
  const { db, log, now } = ports;
  const { erasures, retention, statistics } = chores;
  const erased = await erasures.workOff('history', async (due, remember) =>
    (await ports.hasHandled(due.quietSinceMs)) ? eraseHistory(db, due, remember, now()) : null,
  );
  if (erased > 0) log.info({ erased }, 'subjects were erased from the history');
  await erasures.workOff('tasks', (due) => eraseTasks(db, due));
  const swept = await retention.sweep();
  if (swept > 0) log.info({ swept }, 'runs and tasks have another date to be forgotten at');
  await dateSettledTasks(db, (tenantId) => retention.find({ tenantId }));
  await statistics.sumUp();
}
