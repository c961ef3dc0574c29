/**
 * Stage: tells runs what was answered to their tasks, from an outbox inside each task: an answer is unsent until it is on the
 * topic. What is sent twice, by a sweep or after a crash, is a no-op in the run.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { toUpshotError, UpshotError } from '@upshot/errors';
import { reportOf, type TaskStore } from '@upshot/tasks';
import { ATTRIBUTES, inStage, type Logger, type Telemetry } from '@upshot/telemetry';
import type { CommandTopic } from '../ports/command-topic.ts';
import { untilAborted } from './until-aborted.ts';

export interface TaskReporterOptions {
  readonly tasks: Pick<TaskStore, 'loadUnsent' | 'markSent' | 'unsent'>;
  /** Null until Kafka and the registry have first answered. */
  readonly topic: () => CommandTopic | null;
  readonly telemetry: Telemetry;
  readonly log: Logger;
  readonly now: () => number;
  readonly crashPoint: (name: string) => void;
}

export interface TaskReporter {
  /** Sends the answer of a task unless it is sent, and resolves then, or when `waitMs` have passed. Never rejects. */
  reportSoon(taskId: string, waitMs: number): Promise<void>;
  /** Sends what was left unsent for longer than `graceMs` by whoever wrote it. Never rejects. */
  sweep(graceMs: number): Promise<void>;
  /** Why answers do not reach their runs now; null where they do. */
  failure(): string | null;
}

const BATCH = 200;

/** A reporter; what fails is left to the sweep. */
export function createTaskReporter(options: TaskReporterOptions): TaskReporter {
  let failure: string | null = null;
  async function attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      failure = null;
    } catch (thrown) {
      const error = toUpshotError(thrown);
      failure = error.code;
      options.log.warn({ error }, 'an answer has not reached its run yet');
    }
  }
  return {
    async reportSoon(taskId, waitMs) {
      const reported = attempt(() => report(taskId, options));
      if (options.topic() !== null) await Promise.race([reported, sleep(waitMs, undefined, { ref: false })]);
    },
    sweep: (graceMs) =>
      attempt(async () => {
        for (const taskId of await options.tasks.unsent(options.now() - graceMs, BATCH))
          await report(taskId, options);
      }),
    failure: () => failure ?? (options.topic() === null ? 'bus_unavailable' : null),
  };
}

export interface SweepReportsOptions {
  readonly reporter: Pick<TaskReporter, 'sweep'>;
  readonly log: Logger;
  /** How often tasks are looked through (default 10 s). */
  readonly sweepMs?: number;
  /** How long the process that wrote has for sending before others do (default 3 s). */
  readonly graceMs?: number;
}

/** Sweeps at once and at intervals, until `signal` aborts. */
export const sweepReports = (
  signal: AbortSignal,
  { reporter, log, sweepMs = 10_000, graceMs = 3_000 }: SweepReportsOptions,
): Promise<void> => untilAborted(signal, sweepMs, log, () => reporter.sweep(graceMs));

async function report(taskId: string, options: TaskReporterOptions): Promise<void> {
  const { tasks, telemetry, crashPoint } = options;
  const topic = options.topic();
  if (topic === null) throw new UpshotError('bus_unavailable', 'Kafka has not answered yet');
  const task = await tasks.loadUnsent(taskId);
  if (task === null) return;
  const attributes = { [ATTRIBUTES.tenantId]: task.tenantId, [ATTRIBUTES.runId]: task.runId };
  await inStage(telemetry, 'report-task', { attributes }, ({ context }) =>
    topic.send([reportOf(task)], [], context),
  );
  crashPoint('definition-api.task-reported');
  await tasks.markSent(taskId);
}
