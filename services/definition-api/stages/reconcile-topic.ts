/**
 * Stage: compares the topic with the store. It finds what no publisher can: a process that died between a stale send and
 * its correction, a topic that was lost or made anew.
 */
import { once } from 'node:events';
import type { Bus, BusRecord } from '@upshot/bus';
import type { Logger } from '@upshot/telemetry';
import type { Outbox, Published } from '../ports/outbox.ts';
import type { Publisher } from './publish-definitions.ts';
import { untilAborted } from './until-aborted.ts';

export interface ReconcileOptions {
  readonly bus: Pick<Bus, 'follow'>;
  readonly topic: string;
  readonly outbox: Pick<Outbox, 'published'>;
  readonly publisher: Pick<Publisher, 'republish'>;
  readonly log: Logger;
  /** How often the two are compared (default 30 s). */
  readonly reconcileMs?: number;
}

/** Follows the topic and compares, until `signal` aborts. */
export async function reconcileUntil(signal: AbortSignal, options: ReconcileOptions): Promise<void> {
  await untilAborted(signal, 1_000, options.log, () => followAndCompare(signal, options));
}

async function followAndCompare(signal: AbortSignal, options: ReconcileOptions): Promise<void> {
  const { bus, topic, reconcileMs = 30_000, log } = options;
  const onTopic = new Map<string, number>();
  const follower = await bus.follow({ topics: [topic], onRecord: (record) => note(record, onTopic) });
  try {
    await Promise.race([follower.ready, once(signal, 'abort')]);
    let suspects: ReadonlyMap<string, string> = new Map();
    await untilAborted(signal, reconcileMs, log, async () => {
      suspects = await reconcileOnce(onTopic, suspects, options);
    });
  } finally {
    await follower.stop();
  }
}

/** The newest record of a key counts, whatever its revision: that is what compaction keeps. */
function note({ key, headers }: BusRecord, onTopic: Map<string, number>): void {
  if (key !== null) onTopic.set(key.toString(), Number(headers['revision']?.toString() ?? 0));
}

/** A definition that differs in the same way twice in a row is not just on its way, and is published again. */
async function reconcileOnce(
  onTopic: ReadonlyMap<string, number>,
  suspects: ReadonlyMap<string, string>,
  { outbox, publisher, log }: ReconcileOptions,
): Promise<ReadonlyMap<string, string>> {
  const differing = new Map<string, string>();
  for await (const published of outbox.published()) {
    const found = onTopic.get(published.key);
    if (isAsPublished(published, found)) continue;
    const difference = `${published.revision} ${found}`;
    if (suspects.get(published.key) !== difference) differing.set(published.key, difference);
    else {
      log.warn({ revision: published.revision, found }, 'the topic is behind the store: publishing again');
      await publisher.republish(published.key);
    }
  }
  return differing;
}

/** What never was published is the sweep's; a tombstone may have been compacted away. */
function isAsPublished({ revision, deleted }: Published, found: number | undefined): boolean {
  return revision === 0 || found === revision || (deleted && found === undefined);
}
