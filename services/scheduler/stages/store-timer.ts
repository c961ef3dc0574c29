/** Stage store-timer: timers are set or cancelled in the store; one that is known already is left as it is. */
import { ATTRIBUTES, recordedStage, type Telemetry } from '@upshot/telemetry';
import type { TimerStore } from '../ports/timer-store.ts';
import type { ToldTimer } from './decode-timer.ts';

export interface StoreTimersPorts {
  readonly store: TimerStore;
  /** Tells the firing loop that there may be something sooner than it thought. */
  readonly wake: () => void;
  readonly telemetry: Telemetry;
  readonly now: () => number;
  readonly crashPoint: (name: string) => void;
}

/** Stores a batch's timers. Throws `store_unavailable` or `conflict` (retry now). */
export async function storeTimers(told: readonly ToldTimer[], ports: StoreTimersPorts): Promise<void> {
  const startTimeMs = ports.now();
  const fresh = await ports.store.apply(told.map(({ change }) => change));
  ports.crashPoint('scheduler.stored');
  if (fresh > 0) ports.wake();
  const endTimeMs = ports.now();
  for (const { change, context: parent } of told) {
    const attributes = { [ATTRIBUTES.timerId]: change.timerId };
    recordedStage(ports.telemetry, 'store-timer', { parent, attributes, startTimeMs, endTimeMs });
  }
}
