/** Puts the scheduler together over what it is connected to: takes its share of the commands, and fires what is due. */
import type { Codec } from '@upshot/avro';
import type { Bus, Consumer } from '@upshot/bus';
import type { DeadLetters } from '@upshot/dead-letters';
import { ensureIndexes } from '@upshot/mongo';
import {
  DUE_TRIGGERS,
  RUN_COMMANDS,
  TIMER_COMMANDS,
  type DueTrigger,
  type RunCommand,
  type TimerCommand,
} from '@upshot/schemas';
import type { Logger, Telemetry } from '@upshot/telemetry';
import type { Db } from 'mongodb';
import { startFiringLoop, type FiringLoop } from './firing-loop.ts';
import { createClaims, type ClaimOptions } from './ports/claims.ts';
import { createTimerStore } from './ports/timer-store.ts';
import { timerCollections } from './ports/timer.ts';
import { fireDue, keepTimers } from './topology.ts';

export interface SchedulerEngines {
  readonly bus: Pick<Bus, 'send' | 'consumeBatches'>;
  readonly codec: Pick<Codec<TimerCommand>, 'decode'>;
  readonly commands: Pick<Codec<RunCommand>, 'encode'>;
  readonly dues: Pick<Codec<DueTrigger>, 'encode'>;
  readonly deadLetters: DeadLetters;
  readonly db: Db;
  readonly telemetry: Telemetry;
  readonly log: Logger;
  readonly crashPoint: (name: string) => void;
}

/** Names that tests choose for themselves, and times that they shorten. */
export interface SchedulerOptions extends ClaimOptions {
  readonly group?: string;
  readonly timersTopic?: string;
  readonly commandsTopic?: string;
  readonly duesTopic?: string;
  readonly longestSleepMs?: number;
}

export interface Scheduler {
  readonly consumer: Consumer;
  readonly loop: FiringLoop;
}

export const SCHEDULER_GROUP = 'upshot.scheduler';

/** Schedules until both its parts are stopped. Throws as MongoDB and Kafka do where they are away. */
export async function openScheduler(
  engines: SchedulerEngines,
  options: SchedulerOptions = {},
): Promise<Scheduler> {
  const { group = SCHEDULER_GROUP, timersTopic = TIMER_COMMANDS } = options;
  await ensureIndexes(engines.db, timerCollections);
  const loop = startFiring(engines, options);
  const store = createTimerStore(engines.db);
  const ports = { ...engines, store, wake: () => loop.wake(), now: Date.now };
  try {
    const onBatch = (batch: Parameters<typeof keepTimers>[0]) => keepTimers(batch, ports);
    const consumer = await engines.bus.consumeBatches({
      group,
      topics: [timersTopic],
      concurrency: 4,
      onBatch,
    });
    return { consumer, loop };
  } catch (thrown) {
    await loop.stop();
    throw thrown;
  }
}

/** Only the firing half. */
export function startFiring(engines: Omit<SchedulerEngines, 'codec'>, options: SchedulerOptions): FiringLoop {
  const { commandsTopic = RUN_COMMANDS, duesTopic = DUE_TRIGGERS } = options;
  const claims = createClaims(engines.db, options);
  const ports = { ...engines, claims, commandsTopic, duesTopic, now: Date.now };
  return startFiringLoop({ ...options, fire: () => fireDue(ports), log: engines.log });
}
