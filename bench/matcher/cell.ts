/** One engine on one workload: what it finds, and how fast. Each runs in a process of its own, so that none warms another up. */
import { z } from 'zod';
import { ENGINE_NAMES, ENGINES, type EngineName, type Loaded } from './engines/index.ts';
import { UpshotError } from '@upshot/errors';
import { cpuSeconds, measureRate, type Timing } from './measure.ts';
import { makeWorkload, type Plan, type Workload } from './workload/index.ts';
import { subsetOf } from './subset.ts';

export interface CellSpec {
  readonly plan: Plan;
  readonly engine: EngineName;
  /** Only the definitions that this engine can express: its own for a peer, a peer's for ours beside it. */
  readonly expressedBy: EngineName;
  readonly timing: Timing;
}

export const cellSpec = z.object({
  plan: z.object({ seed: z.number(), tenants: z.number(), definitions: z.number() }),
  engine: z.enum(ENGINE_NAMES),
  expressedBy: z.enum(ENGINE_NAMES),
  timing: z.object({
    warmUpMs: z.number(),
    measureMs: z.number(),
    checked: z.number(),
    checkMs: z.number(),
    events: z.number(),
  }),
});

export const cellResult = z.object({
  /** How many definitions the engine held. */
  definitions: z.number(),
  loadMs: z.number(),
  /** Events measured, and the seconds of CPU time that they took. */
  events: z.number(),
  cpuSeconds: z.number(),
  /** For each checked event, the keys of the definitions that it matches. */
  sets: z.array(z.array(z.string())),
});
export type CellResult = z.infer<typeof cellResult>;

/** Runs a cell in this process; event-ruler has a runner of its own. */
export async function runCell(spec: CellSpec): Promise<CellResult> {
  const engine = ENGINES.find(({ name }) => name === spec.engine);
  if (engine === undefined) throw new UpshotError('internal', `${spec.engine} does not run in this process`);
  const workload = workloadOf(spec);
  const began = performance.now();
  const loaded = engine.load(workload);
  const loadMs = performance.now() - began;
  const sets = await check(loaded, workload, spec.timing);
  return {
    definitions: workload.definitions.length,
    loadMs,
    sets,
    ...(await measureRate(loaded, spec.timing)),
  };
}

/** The workload of a cell, less the definitions that are not asked of its engine. */
export function workloadOf({ plan, timing, expressedBy }: CellSpec): Workload {
  const whole = makeWorkload(plan, timing.events);
  return { ...whole, definitions: subsetOf(expressedBy, whole.definitions) };
}

async function check(
  loaded: Loaded,
  { events }: Workload,
  { checked, checkMs }: Timing,
): Promise<string[][]> {
  const sets: string[][] = [];
  const began = cpuSeconds();
  while (sets.length < Math.min(checked, events.length) && cpuSeconds() - began < checkMs / 1000)
    sets.push([...(await loaded.keysOf(sets.length))]);
  return sets;
}
