/** What events without a block of their own make of a run: a line in its list of happenings, and for some its status, a date, a version. */
import type { RunEvent, RunNoted } from '@upshot/schemas';
import { z } from 'zod';
import type { Happening, RunHistory, StepOutput } from './history.ts';
import { outputFromJson } from './output.ts';

/** So many happenings are kept, of whatever kind they are. */
export const MAX_HAPPENINGS = 200;
/** What people did, and dates that moved, is kept for longer than the run's own bookkeeping. */
const MAX_BOOKKEEPING = 100;
const BOOKKEEPING: ReadonlySet<string> = new Set([
  'arm-over',
  'loop-turned',
  'split-closed',
  'split-opened',
  'token-held',
]);
const MAX_DETAIL_CHARS = 4_096;

const moved = z.object({ dueAtMs: z.number().nullable() });
/** What is noted of a version that took a run over. */
export const versionTakenSchema = z.object({ version: z.number(), nodes: z.record(z.string(), z.string()) });

/** The run after something that was noted of it. */
export function noteHappening(run: RunHistory, noted: RunNoted, { seq, atMs }: RunEvent): RunHistory {
  const { kind, stepId, act } = noted;
  const detail = outputFromJson(noted.detail, MAX_DETAIL_CHARS);
  const whole = outputFromJson(noted.detail);
  return keep(changed(run, kind, stepId, whole), { seq, atMs, kind, stepId, act, detail });
}

function changed(run: RunHistory, kind: string, stepId: string | null, detail: StepOutput): RunHistory {
  switch (kind) {
    case 'run-paused':
      return run.status === 'running' ? { ...run, status: 'paused' } : run;
    case 'run-resumed':
      return run.status === 'paused' ? { ...run, status: 'running' } : run;
    case 'step-moved':
      return withMovedStep(run, stepId, detail);
    case 'version-taken':
      return withVersion(run, detail);
    default:
      return run;
  }
}

function withMovedStep(run: RunHistory, stepId: string | null, detail: StepOutput): RunHistory {
  const read = moved.safeParse(detail);
  if (!read.success) return run;
  const { dueAtMs } = read.data;
  return { ...run, steps: run.steps.map((step) => (step.stepId === stepId ? { ...step, dueAtMs } : step)) };
}

/** What stands on a node of the former version stands on one of this version from now on. */
function withVersion(run: RunHistory, detail: StepOutput): RunHistory {
  const read = versionTakenSchema.safeParse(detail);
  if (!read.success) return run;
  const { version, nodes } = read.data;
  const steps = run.steps.map((step) =>
    step.finishedAtMs === null ? { ...step, nodeId: nodes[step.nodeId] ?? step.nodeId } : step,
  );
  return { ...run, version, steps };
}

/** Bounded: beyond, happenings are counted. */
function keep(run: RunHistory, happening: Happening): RunHistory {
  const { happenings, leftOut } = run;
  const bound = BOOKKEEPING.has(happening.kind) ? MAX_BOOKKEEPING : MAX_HAPPENINGS;
  if (happenings.length < bound) return { ...run, happenings: [...happenings, happening] };
  return { ...run, leftOut: { ...leftOut, happenings: leftOut.happenings + 1 } };
}
