/** Timers as the scheduler stores them, written straight into its collection. */
import type { Collection } from 'mongodb';
import { shardOf, type RunTimer, type TimerDocument } from '../../services/scheduler/ports/timer.ts';

export type Timers = Collection<TimerDocument>;

const BATCH = 5_000;

/** `count` pending timers named `<kind>-<n>`, each due at what `dueAt` says. */
export async function fill(
  timers: Timers,
  kind: string,
  count: number,
  dueAt: (n: number) => number,
): Promise<void> {
  for (let from = 0; from < count; from += BATCH) {
    const length = Math.min(BATCH, count - from);
    const batch = Array.from({ length }, (_none, index) => timer(kind, from + index, dueAt(from + index)));
    await timers.insertMany(batch, { ordered: false });
  }
}

function timer(kind: string, n: number, dueAtMs: number): RunTimer {
  const _id = `${kind}-${n}`;
  return {
    _id,
    tenantId: 'bench',
    runId: `run-of-${_id}`,
    stepId: `step-of-${_id}`,
    dueAtMs,
    traceparent: null,
    state: 'pending',
    shard: shardOf(_id),
    lease: null,
    leaseUntilMs: 0,
  };
}
