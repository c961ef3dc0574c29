/** Stage: the net under the publisher: what another process wrote and did not publish, and what failed here. */
import type { Logger } from '@upshot/telemetry';
import type { Outbox } from '../ports/outbox.ts';
import { publishAll, type Publisher } from './publish-definitions.ts';
import { untilAborted } from './until-aborted.ts';

export interface SweepOptions {
  readonly outbox: Pick<Outbox, 'unpublished'>;
  readonly publisher: Pick<Publisher, 'publish'>;
  readonly log: Logger;
  /** How often the outbox is looked through, and how long the process that wrote has for publishing at least (default 3 s). */
  readonly sweepMs?: number;
}

const BATCH = 10_000;

/** Sweeps at intervals until `signal` aborts: a question by an index, for a stream of changes reads all that the store writes. */
export async function sweepUntil(signal: AbortSignal, options: SweepOptions): Promise<void> {
  let before: ReadonlySet<string> = new Set();
  await untilAborted(signal, options.sweepMs ?? 3_000, options.log, async () => {
    before = await sweepOnce(before, options);
  });
}

/** Publishes what is not and was not at the sweep `before` either. Tells what is not published now. */
async function sweepOnce(
  before: ReadonlySet<string>,
  { outbox, publisher }: SweepOptions,
): Promise<ReadonlySet<string>> {
  const unpublished = await outbox.unpublished(BATCH);
  await publishAll(
    unpublished.filter((key) => before.has(key)),
    publisher,
  );
  return new Set(unpublished);
}
