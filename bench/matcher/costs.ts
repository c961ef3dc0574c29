/** What the index costs: building it, keeping it, and changing one definition of it. */
import { UpshotError } from '@upshot/errors';
import { z } from 'zod';
import { percentile } from '../report.ts';
import { bucketOf, bucketsOf, entryOf } from './engines/engine.ts';
import { compileBuckets } from './engines/scan.ts';
import { buildIndex, matchEvent, type Index } from './engines/upshot.ts';
import { at } from './workload/random.ts';
import {
  makeWorkload,
  otherDefinitions,
  type BenchDefinition,
  type BenchEvent,
  type Workload,
} from './workload/index.ts';

export const costsSpec = z.object({
  plan: z.object({ seed: z.number(), tenants: z.number(), definitions: z.number() }),
  events: z.number(),
  updates: z.number(),
});
export type CostsSpec = z.infer<typeof costsSpec>;

export const costs = z.object({
  buildSeconds: z.number(),
  /** What the heap and the buffers beside it grew by, once garbage was collected, with all that matching the events left there. */
  memoryMb: z.number(),
  updateMs: z.object({ median: z.number(), most: z.number() }),
  /** The same of the scan's closures, which have nothing to update but themselves. */
  scan: z.object({ buildSeconds: z.number(), memoryMb: z.number() }),
});
export type Costs = z.infer<typeof costs>;

/** Measures them by the clock; memory needs a process that may collect garbage at will (`--expose-gc`). */
export function measureCosts({ plan, events, updates }: CostsSpec): Costs {
  const workload = makeWorkload(plan, events);
  const others = otherDefinitions(workload);
  const entries = workload.definitions.map(entryOf);
  const ours = measureBuild(
    () => buildIndex(entries, workload.schemas),
    (index) => workload.events.forEach((event) => matchEvent(index, event, () => undefined)),
  );
  const updateMs = measureUpdates(ours.built, workload, others, updates);
  const scan = measureBuild(
    () => compileBuckets(workload),
    () => undefined,
  );
  return { ...figuresOf(ours), updateMs, scan: figuresOf(scan) };
}

interface Build<T> {
  readonly built: T;
  readonly buildSeconds: number;
  readonly memoryMb: number;
}

const figuresOf = ({
  buildSeconds,
  memoryMb,
}: Build<unknown>): { buildSeconds: number; memoryMb: number } => ({
  buildSeconds,
  memoryMb,
});

function measureBuild<T>(build: () => T, use: (built: T) => void): Build<T> {
  const before = heapMb();
  const began = performance.now();
  const built = build();
  const buildSeconds = (performance.now() - began) / 1000;
  use(built);
  return { built, buildSeconds, memoryMb: heapMb() - before };
}

/** From the changed definition in hand to an event of its kind judged by it. */
function measureUpdates(
  index: Index,
  { events }: Workload,
  others: readonly BenchDefinition[],
  updates: number,
): Costs['updateMs'] {
  const byBucket = new Map(events.flatMap((event) => bucketsOf(event).map((name) => [name, event] as const)));
  const timesMs: number[] = [];
  let current = index;
  for (let done = 0; done < updates; done += 1) {
    const other = at(others, Math.floor((done * others.length) / updates));
    const event = byBucket.get(bucketOf(other.tenantId, other.module, other.kind));
    const began = performance.now();
    current = current.withEntry(entryOf(other));
    judge(current, event);
    timesMs.push(performance.now() - began);
  }
  return { median: percentile(timesMs, 0.5), most: percentile(timesMs, 1) };
}

function judge(index: Index, event: BenchEvent | undefined): void {
  if (event !== undefined) matchEvent(index, event, () => undefined);
}

function heapMb(): number {
  if (globalThis.gc === undefined)
    throw new UpshotError('config_invalid', 'memory is measured under --expose-gc');
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}
