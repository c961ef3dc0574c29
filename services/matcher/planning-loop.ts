/** The planning loop: works on the jobs that plan existing records, a page at a time, no faster than it is told. */
import { toUpshotError } from '@upshot/errors';
import type { RelatedReader } from '@upshot/mirror-reader';
import { createBell } from '@upshot/service';
import type { Logger } from '@upshot/telemetry';
import type { PlanningJob, PlanningJobs } from './ports/planning-jobs.ts';
import { planExisting, type PlanExistingPorts } from './stages/plan-existing.ts';
import type { TimeRule, TimeRules } from './time/time-rules.ts';

export interface PlanningPorts extends PlanExistingPorts {
  readonly jobs: PlanningJobs;
  readonly related: RelatedReader;
  readonly timeRules: Pick<TimeRules, 'find' | 'onRule'>;
  readonly log: Pick<Logger, 'warn' | 'info'>;
}

export interface PlanningOptions {
  /** The most commands a second (default 2,000). */
  readonly ratePerSecond?: number;
  /** Records on a page (default 500). */
  readonly pageSize?: number;
  /** How often it looks for jobs that another matcher has left (default 10 s). */
  readonly lookEveryMs?: number;
}

export interface PlanningLoop {
  /** Resolves when the page in hand is done. */
  stop(): Promise<void>;
}

/** After a job that cannot go on yet, and after a failure. */
const RETRY_MS = 1_000;

/** Starts the loop: each rule that comes gets its job, and jobs are worked on until none is left. */
export function startPlanning(ports: PlanningPorts, options: PlanningOptions = {}): PlanningLoop {
  const { lookEveryMs = 10_000 } = options;
  const bell = createBell();
  const stopping = new AbortController();
  let heard: TimeRule[] = [];
  ports.timeRules.onRule((rule) => {
    heard.push(rule);
    bell.ring();
  });

  /** How long to sleep until the next round. */
  async function round(): Promise<number> {
    const fresh = heard;
    heard = [];
    try {
      await ports.jobs.add(fresh);
    } catch (thrown) {
      heard = [...fresh, ...heard];
      throw thrown;
    }
    const job = await ports.jobs.claim();
    if (job === null) return untilNext(await ports.jobs.nextInMs(), lookEveryMs);
    return (await work(job, ports, options, stopping.signal)) ? 0 : RETRY_MS;
  }
  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      const sleepMs = await round().catch((thrown: unknown) => {
        ports.log.warn({ error: toUpshotError(thrown) }, 'existing records cannot be planned for now');
        return RETRY_MS;
      });
      if (sleepMs > 0 && !stopping.signal.aborted) await bell.sleep(sleepMs);
    }
  }
  const ended = loop();
  return {
    async stop() {
      stopping.abort();
      bell.ring();
      await ended;
    },
  };
}

/** Never for long: another matcher may add a job, or leave one. */
const untilNext = (nextInMs: number | null, lookEveryMs: number): number =>
  Math.min(Math.max(1, nextInMs ?? lookEveryMs), lookEveryMs);

/** Works on a job page by page; false where it cannot go on yet. A revision that is no longer the latest is done with. */
async function work(
  job: PlanningJob,
  ports: PlanningPorts,
  { ratePerSecond = 2_000, pageSize = 500 }: PlanningOptions,
  stopping: AbortSignal,
): Promise<boolean> {
  let { cursor } = job;
  for (;;) {
    const rule = ports.timeRules.find(job.tenantId, job.definitionId);
    if (rule === undefined || (rule && rule.revision < job.revision)) return giveBack(job, ports);
    if (rule === null || rule.revision > job.revision) return ports.jobs.advance(job, null, 0);
    if (cursor === null && !(await mirrorIsUp(rule, ports))) return giveBack(job, ports);
    const startedAtMs = ports.now();
    const { sent, next } = await planExisting(rule, cursor, pageSize, ports);
    const held = await ports.jobs.advance(job, next, sent);
    if (next === null || !held) return true;
    cursor = next;
    if (stopping.aborted) return giveBack(job, ports);
    await throttle(startedAtMs + (sent * 1_000) / ratePerSecond - ports.now());
  }
}

/** Its lease ends now rather than later: another matcher may know more. */
async function giveBack(job: PlanningJob, { jobs }: PlanningPorts): Promise<boolean> {
  await jobs.release(job);
  return false;
}

/** A change that was matched before the definition was known must be in the mirror before the mirror is read. */
async function mirrorIsUp(rule: TimeRule, { related, now }: PlanningPorts): Promise<boolean> {
  const { tenantId } = rule.definition;
  const module = rule.trigger.dated.module;
  const [reading] = await related.read([{ tenantId, module, recordId: '', committedAtMs: now() }]);
  return reading !== 'related_stale';
}

const throttle = async (ms: number): Promise<void> => {
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
};
