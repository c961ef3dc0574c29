/** Puts the matcher's half of time together over what it is connected to: dates that have come, and records that existed before. */
import type { Codec } from '@upshot/avro';
import type { Bus, Consumer } from '@upshot/bus';
import type { DeadLetters } from '@upshot/dead-letters';
import { createMirrorReader, mirrorCollections, type RelatedReader } from '@upshot/mirror-reader';
import { ensureIndexes } from '@upshot/mongo';
import { DUE_TRIGGERS, type DueTrigger, type RunCommand, type TimerCommand } from '@upshot/schemas';
import type { Logger, Telemetry } from '@upshot/telemetry';
import type { Db } from 'mongodb';
import { startPlanning, type PlanningLoop, type PlanningOptions } from './planning-loop.ts';
import { createPlanningJobs, planningCollections, type PlanningJobsOptions } from './ports/planning-jobs.ts';
import { WAITS } from './ports/wait-store.ts';
import type { TimeRules } from './time/time-rules.ts';
import { startDues, type DuePorts } from './dues.ts';
import type { Verdicts } from './verdicts.ts';

export interface TimeEngines {
  readonly bus: Pick<Bus, 'send' | 'consumeBatches'>;
  readonly db: Db;
  readonly related: RelatedReader;
  readonly timeRules: TimeRules;
  readonly codec: Pick<Codec<RunCommand>, 'encode'>;
  readonly timerCodec: Pick<Codec<TimerCommand>, 'encode'>;
  readonly dueCodec: Pick<Codec<DueTrigger>, 'decode'>;
  readonly deadLetters: DeadLetters;
  readonly verdicts: Verdicts;
  readonly telemetry: Telemetry;
  readonly log: Logger;
  readonly now: () => number;
  readonly crashPoint: (name: string) => void;
  /** Where activities are awaited too. */
  readonly waiting?: NonNullable<DuePorts['waiting']>;
}

/** Names that tests choose for themselves, and times that they shorten. */
export interface TimeOptions extends PlanningOptions, PlanningJobsOptions {
  readonly group?: string;
  readonly duesTopic?: string;
}

export interface Time {
  readonly consumer: Consumer;
  readonly planning: PlanningLoop;
}

export const DUE_GROUP = 'upshot.matcher.due';

/** Works until both its parts are stopped. Throws as MongoDB and Kafka do where they are away. */
export async function openTime(engines: TimeEngines, options: TimeOptions = {}): Promise<Time> {
  const { group = DUE_GROUP, duesTopic = DUE_TRIGGERS } = options;
  const { bus, db } = engines;
  await ensureIndexes(db, [...planningCollections, ...mirrorCollections, WAITS]);
  const ports = { ...engines, mirror: createMirrorReader(db), jobs: createPlanningJobs(db, options) };
  const onBatch = (batch: Parameters<typeof startDues>[0]) => startDues(batch, ports);
  const consumer = await bus.consumeBatches({ group, topics: [duesTopic], onBatch });
  return { consumer, planning: startPlanning(ports, options) };
}
