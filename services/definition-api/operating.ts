/** Puts together what is done by hand: the acts, what carries them out, and the jobs that work through many runs. */
import { randomUUID } from 'node:crypto';
import type { MongoConnection } from '@upshot/mongo';
import { OPEN_RUNS } from '@upshot/schemas';
import type { ServiceKit } from '@upshot/service';
import { ACTS } from './ports/act-document.ts';
import { createActs } from './ports/acts.ts';
import type { CommandTopic } from './ports/command-topic.ts';
import { JOBS } from './ports/job-document.ts';
import { createFormerNodes } from './ports/former-nodes.ts';
import { createJobs } from './ports/jobs.ts';
import { createOpenRuns } from './ports/open-runs.ts';
import { createSandboxes } from './ports/sandboxes.ts';
import { createVersions } from './ports/versions.ts';
import type { OperatingPorts } from './routes/handler.ts';
import { createCarryOut, sweepActsUntil } from './stages/carry-out-acts.ts';
import { forgetDrainedUntil, type ForgetTimings } from './stages/forget-drained.ts';
import type { Publisher } from './stages/publish-definitions.ts';
import { workOffJobsUntil, type JobTimings } from './stages/work-off-jobs.ts';

/** What tests choose for themselves. */
export interface OperatingOptions {
  readonly sweepMs?: number;
  readonly graceMs?: number;
  readonly jobs?: JobTimings;
  readonly forget?: ForgetTimings;
}

export interface Operating extends OperatingPorts {
  /** Sweeps acts, works off jobs and forgets former nodes until `signal` aborts. */
  runUntil(signal: AbortSignal): Promise<void>;
}

export const operatingCollections = [ACTS, JOBS, OPEN_RUNS];

/** Everything over one database; `topic` is null until Kafka has answered. */
export function createOperating(
  kit: Pick<ServiceKit, 'telemetry' | 'log' | 'crashPoint'>,
  { db }: Pick<MongoConnection, 'db'>,
  publisher: Pick<Publisher, 'publishSoon' | 'publish' | 'republish'>,
  topic: () => CommandTopic | null,
  options: OperatingOptions,
): Operating {
  const { telemetry, log } = kit;
  const now = Date.now;
  const crashPoint = (name: string) => kit.crashPoint(name);
  const ports = {
    acts: createActs(db, now),
    jobs: createJobs(db, now),
    runs: createOpenRuns(db),
    versions: createVersions(db, now),
    formerNodes: createFormerNodes(db, now),
  };
  const same = { ...ports, topic, telemetry, now, crashPoint };
  const sandboxes = createSandboxes(db, now);
  const carryOut = createCarryOut({ ...same, sandboxes, publisher, log });
  const forget = { ...ports, publisher, log, now, timings: options.forget };
  const work = { ...same, newId: randomUUID, timings: options.jobs };
  return {
    ...ports,
    carryOut,
    async runUntil(signal) {
      await Promise.all([
        sweepActsUntil(signal, carryOut, log, options),
        workOffJobsUntil(signal, log, work),
        forgetDrainedUntil(signal, forget),
      ]);
    },
  };
}
