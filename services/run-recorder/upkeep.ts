/** What the recorder does beside recording, again and again: sums up hours that are over, applies retention, erases. */
import { setTimeout as sleep } from 'node:timers/promises';
import { toUpshotError } from '@upshot/errors';
import { createErasures, createRetentionSettings, createStatistics, eraseHistory } from '@upshot/history';
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

const PAUSE_MS = 5_000;

/** Keeps the history until `signal` aborts; what a chore throws is logged, it is tried again, and keeps no other from its turn. */
export async function upkeepUntil(signal: AbortSignal, ports: UpkeepPorts): Promise<void> {
  const { log, pauseMs = PAUSE_MS } = ports;
  const chores = choresOf(ports);
  while (!signal.aborted) {
    for (const [chore, work] of Object.entries(chores))
      await work().catch((thrown: unknown) => {
        log.warn({ error: toUpshotError(thrown), chore }, 'the upkeep of the history waits');
      });
    await sleep(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

type Chores = Readonly<Record<string, () => Promise<void>>>;

function choresOf({ db, log, now, hasHandled }: UpkeepPorts): Chores {
  const statistics = createStatistics(db, now);
  const retention = createRetentionSettings(db, now, [SETTLED_TASKS]);
  const erasures = createErasures(db, now);
  return {
    async eraseHistory() {
      const erased = await erasures.workOff('history', async (due, remember) =>
        (await hasHandled(due.quietSinceMs)) ? eraseHistory(db, due, remember, now()) : null,
      );
      if (erased > 0) log.info({ erased }, 'subjects were erased from the history');
    },
    async eraseTasks() {
      await erasures.workOff('tasks', (due) => eraseTasks(db, due));
    },
    async applyRetention() {
      const swept = await retention.sweep();
      if (swept > 0) log.info({ swept }, 'runs and tasks have another date to be forgotten at');
    },
    async dateTasks() {
      await dateSettledTasks(db, (tenantId) => retention.find({ tenantId }));
    },
    async sumUp() {
      await statistics.sumUp();
    },
  };
}
