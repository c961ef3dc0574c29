/** Puts together what people do with tasks: the tasks, the mirror beside them, and what reports their answers to the runs. */
import { createMirrorReader, type MirrorReader } from '@upshot/mirror-reader';
import type { MongoConnection } from '@upshot/mongo';
import type { ReadinessCheck, ServiceKit } from '@upshot/service';
import { createTaskStore, type TaskStore } from '@upshot/tasks';
import type { CommandTopic } from './ports/command-topic.ts';
import { createTaskReporter, sweepReports, type TaskReporter } from './stages/report-tasks.ts';

/** What tests choose for themselves. */
export interface HumanTasksOptions {
  readonly sweepMs?: number;
  readonly graceMs?: number;
}

/** What the routes of tasks work with. */
export interface HumanTaskPorts {
  readonly tasks: TaskStore;
  readonly mirror: Pick<MirrorReader, 'readRecords'>;
  readonly taskReporter: Pick<TaskReporter, 'reportSoon'>;
}

export interface HumanTasks {
  readonly ports: HumanTaskPorts;
  readonly check: ReadinessCheck;
  /** Sends what was left unsent, until `signal` aborts. */
  runUntil(signal: AbortSignal): Promise<void>;
}

/** Everything over one database; `topic` is null until Kafka has answered. */
export function createHumanTasks(
  { telemetry, log, crashPoint }: Pick<ServiceKit, 'telemetry' | 'log' | 'crashPoint'>,
  { db }: Pick<MongoConnection, 'db'>,
  topic: () => CommandTopic | null,
  options: HumanTasksOptions,
): HumanTasks {
  const tasks = createTaskStore(db);
  const reporter = createTaskReporter({ tasks, topic, telemetry, log, now: Date.now, crashPoint });
  return {
    ports: { tasks, mirror: createMirrorReader(db), taskReporter: reporter },
    check: { name: 'tasks', check: () => readinessOf(reporter) },
    runUntil: (signal) => sweepReports(signal, { reporter, log, ...options }),
  };
}

/** Answers are taken while Kafka is away; readiness says that their runs do not hear of them yet. */
function readinessOf(reporter: TaskReporter): ReturnType<ReadinessCheck['check']> {
  const failure = reporter.failure();
  return failure === null
    ? { ready: true }
    : { ready: false, reason: `answers to tasks wait to be sent (${failure})` };
}
