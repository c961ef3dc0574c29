/** Puts the scheduler together over its engines: takes its share of the timer commands, and fires what is due. */
import { codec, type Registry } from '@upshot/avro';
import type { Bus, Consumer } from '@upshot/bus';
import { createDeadLetters } from '@upshot/dead-letters';
import { ensureIndexes } from '@upshot/mongo';
import {
  DEAD_LETTERS,
  RUN_COMMANDS,
  schemaOfTopic,
  subjectOf,
  TIMER_COMMANDS,
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
  readonly bus: Bus;
  readonly registry: Registry;
  readonly db: Db;
  readonly telemetry: Telemetry;
  readonly log: Logger;
  readonly crashPoint: (name: string) => void;
}

/** Names that tests choose for themselves, and times that they shorten. */
export interface SchedulerOptions extends ClaimOptions {
  readonly group?: string;
  readonly timers?: string;
  readonly commands?: string;
  readonly deadLetters?: string;
  readonly longestSleepMs?: number;
}

export interface Scheduler {
  readonly consumer: Consumer;
  readonly loop: FiringLoop;
  /** Stops taking timers and firing them; what is in hand is finished. */
  stop(): Promise<void>;
}

export const SCHEDULER_GROUP = 'upshot.scheduler';

/** Schedules until it is stopped. Throws as the registry and MongoDB do where they are away. */
export async function openScheduler(
  engines: SchedulerEngines,
  options: SchedulerOptions = {},
): Promise<Scheduler> {
  const { bus, registry, db, telemetry, log, crashPoint } = engines;
  const { group = SCHEDULER_GROUP, timers = TIMER_COMMANDS, commands = RUN_COMMANDS } = options;
  await ensureIndexes(db, timerCollections);
  const codecOf = <T>(topic: string) =>
    codec<T>(registry, { subject: subjectOf(topic), schema: schemaOfTopic(topic) });
  const claims = createClaims(db, options);
  const common = { telemetry, now: Date.now, crashPoint };
  const firing = {
    ...common,
    claims,
    bus,
    commands: await codecOf<RunCommand>(RUN_COMMANDS),
    commandsTopic: commands,
  };
  const keeping = {
    ...common,
    codec: await codecOf<TimerCommand>(TIMER_COMMANDS),
    deadLetters: await createDeadLetters({
      bus,
      registry,
      service: 'scheduler',
      metrics: telemetry.metrics,
      topic: options.deadLetters ?? DEAD_LETTERS,
    }),
    store: createTimerStore(db),
    wake: () => loop.wake(),
  };
  const loop = startFiringLoop({ ...options, fire: () => fireDue(firing), claims, log });
  const consumer = await bus
    .consumeBatches({ group, topics: [timers], onBatch: (batch) => keepTimers(batch, keeping) })
    .catch(async (thrown: unknown) => {
      await loop.stop();
      throw thrown;
    });
  return {
    consumer,
    loop,
    async stop() {
      await consumer.stop();
      await loop.stop();
    },
  };
}
