/**
 * Stage: works off jobs, a page at a turn, so that jobs of all tenants take turns and any process may take the next one. What is
 * told is sent before the place is noted: after a crash the page is told again, which the runs know.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { graphSchema, type Graph } from '@upshot/definitions';
import { UpshotError } from '@upshot/errors';
import { unplaced } from '@upshot/flow';
import { NO_COMMAND, type ControlRun, type RunCommand } from '@upshot/schemas';
import { inStage, type Logger, type Telemetry } from '@upshot/telemetry';
import type { CommandTopic } from '../ports/command-topic.ts';
import { narrowed } from '../control/narrowed.ts';
import type { Job } from '../ports/job-document.ts';
import type { HeldJob, Jobs } from '../ports/jobs.ts';
import type { OpenRuns, PagedRun } from '../ports/open-runs.ts';
import { untilAborted } from './until-aborted.ts';

/** What tests choose for themselves. */
export interface JobTimings {
  /** Runs on one page (default 200). */
  readonly pageSize?: number;
  /** How many runs a job tells a second (default 500). */
  readonly runsPerSecond?: number;
  /** How long a page may take before another process takes it over (default 30 s). */
  readonly leaseMs?: number;
  /** How long a job waits between two passes (default 30 s). */
  readonly settleMs?: number;
  /** How often jobs are looked for while there are none (default 2 s). */
  readonly idleMs?: number;
}

export interface WorkOffOptions {
  readonly jobs: Jobs;
  readonly runs: Pick<OpenRuns, 'page'>;
  readonly topic: () => CommandTopic | null;
  readonly telemetry: Telemetry;
  readonly now: () => number;
  readonly newId: () => string;
  readonly crashPoint: (name: string) => void;
  readonly timings?: JobTimings | undefined;
}

const DEFAULTS = {
  pageSize: 200,
  runsPerSecond: 500,
  leaseMs: 30_000,
  settleMs: 30_000,
  idleMs: 2_000,
} as const;

/** Works off whatever jobs there are until `signal` aborts. */
export async function workOffJobsUntil(
  signal: AbortSignal,
  log: Logger,
  options: WorkOffOptions,
): Promise<void> {
  const { idleMs } = { ...DEFAULTS, ...options.timings };
  await untilAborted(signal, idleMs, log, async () => {
    while (!signal.aborted && (await workOnce(options))) await sleep(0);
  });
}

/** One page of the job that has waited longest; false where no job is due. */
export async function workOnce(options: WorkOffOptions): Promise<boolean> {
  const { jobs, newId, timings, telemetry } = options;
  const topic = options.topic();
  if (topic === null) return false;
  const held = await jobs.claim(newId(), timings?.leaseMs ?? DEFAULTS.leaseMs);
  if (held === null) return false;
  await inStage(telemetry, 'work-off-job', {}, async ({ context }) => {
    await workPage(held, options, (commands) => topic.send(commands, [], context));
  });
  return true;
}

type Send = (commands: readonly RunCommand[]) => Promise<void>;

async function workPage(held: HeldJob, options: WorkOffOptions, send: Send): Promise<void> {
  const { jobs, runs, now, crashPoint } = options;
  const { pageSize, runsPerSecond } = { ...DEFAULTS, ...options.timings };
  const { job } = held;
  const page = await runs.page(job, narrowed(job), job.after, pageSize);
  const last = page.at(-1);
  if (last === undefined) return endPass(held, options);
  const placed = placedOf(job, page);
  await send(placed.map((run) => commandOf(job, run, now())));
  crashPoint('definition-api.job-page-sent');
  const counts = { seen: page.length, told: placed.length, unplaced: page.length - placed.length };
  const freeAtMs = now() + (placed.length / runsPerSecond) * 1_000;
  await jobs.note(held, { kind: 'page', after: last.place, counts, freeAtMs });
}

async function endPass(held: HeldJob, { jobs, now, timings }: WorkOffOptions): Promise<void> {
  const again = held.job.passesLeft > 1;
  const freeAtMs = now() + (timings?.settleMs ?? DEFAULTS.settleMs);
  await jobs.note(held, again ? { kind: 'pass', freeAtMs } : { kind: 'end' });
}

function placedOf({ takeOver }: Job, page: readonly PagedRun[]): readonly PagedRun[] {
  if (takeOver === null) return page;
  const graph = graphOf(takeOver.graph);
  return page.filter(({ standing }) => unplaced(standing, graph, takeOver.nodes).length === 0);
}

function graphOf(text: string): Graph {
  const parsed = graphSchema.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new UpshotError('definition_invalid', 'the graph of a take-over breaks its schema');
}

function commandOf(job: Job, { place }: PagedRun, sentAtMs: number): RunCommand {
  const { tenantId, verb, by, reason, takeOver } = job;
  const control: ControlRun = {
    verb,
    by,
    reason,
    version: takeOver?.version ?? 0,
    graph: takeOver?.graph ?? null,
    nodes: takeOver?.nodes ?? {},
  };
  return { tenantId, runId: place.runId, sentAtMs, ...NO_COMMAND, control };
}
