/** Stage: the net under the publisher: what another process wrote and did not publish, and what failed here. */
import type { Logger } from '@upshot/telemetry';
import type { Outbox } from '../ports/outbox.ts';
import type { Publisher } from './publish-definitions.ts';
import { untilAborted } from './until-aborted.ts';

export interface SweepOptions {
  readonly outbox: Outbox;
  readonly publisher: Publisher;
  readonly log: Logger;
  /** How often the outbox is looked through (default 10 s). */
  readonly sweepMs?: number;
  /** How long the process that wrote has for publishing before others do (default 3 s). */
  readonly graceMs?: number;
}

const BATCH = 200;
const SIDE_BY_SIDE = 8;

/** Sweeps at once, at intervals, and shortly after any process has written, until `signal` aborts. */
export async function sweepUntil(signal: AbortSignal, options: SweepOptions): Promise<void> {
  await Promise.all([sweepAtIntervals(signal, options), watchWrites(signal, options)]);
}

/** Publishes everything that is not; several keys side by side. */
export async function sweepOnce({ outbox, publisher }: SweepOptions): Promise<void> {
  const keys = [...(await outbox.unpublished(BATCH))];
  const work = async (): Promise<void> => {
    for (let key = keys.pop(); key !== undefined; key = keys.pop()) await publisher.publish(key);
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
}

async function sweepAtIntervals(signal: AbortSignal, options: SweepOptions): Promise<void> {
  await untilAborted(signal, options.sweepMs ?? 10_000, options.log, () => sweepOnce(options));
}

async function watchWrites(signal: AbortSignal, options: SweepOptions): Promise<void> {
  const { outbox, publisher, graceMs = 3_000, log } = options;
  const onKey = (key: string): void => {
    setTimeout(() => void publisher.publish(key), graceMs).unref();
  };
  // A stream that breaks and opens again has missed what was written between.
  const sweepBefore = () => sweepOnce(options);
  await untilAborted(signal, 1_000, log, () => outbox.watch(onKey, sweepBefore, signal));
}
