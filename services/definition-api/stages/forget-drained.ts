/**
 * Stage: forgets nodes of earlier versions at which no run can be waiting any more, so that nobody listens for nothing; with the last of
 * a deleted definition its tombstone follows.
 */
import type { Logger } from '@upshot/telemetry';
import { withoutDrained } from '../ports/awaited-versions.ts';
import type { FormerNodes } from '../ports/former-nodes.ts';
import { isSame } from '../ports/kept-nodes.ts';
import type { OpenRuns } from '../ports/open-runs.ts';
import type { Publisher } from './publish-definitions.ts';
import { untilAborted } from './until-aborted.ts';

export interface ForgetTimings {
  /** How often it is looked (default an hour). */
  readonly forgetMs?: number;
  /** How long after the next version was published no run begins any more that is not stored yet. */
  readonly settledMs?: number;
}

export interface ForgetOptions {
  readonly formerNodes: FormerNodes;
  readonly runs: Pick<OpenRuns, 'openVersions'>;
  readonly publisher: Pick<Publisher, 'publish' | 'republish'>;
  readonly log: Logger;
  readonly now: () => number;
  readonly timings?: ForgetTimings | undefined;
}

/** A request for a start, and then the start itself, may each lie on their topics for a week; and a day for who recalls. */
const SETTLED_MS = 16 * 86_400_000;
const HOUR_MS = 3_600_000;

/** Looks at once and at intervals, until `signal` aborts. */
export async function forgetDrainedUntil(signal: AbortSignal, options: ForgetOptions): Promise<void> {
  await untilAborted(signal, options.timings?.forgetMs ?? HOUR_MS, options.log, () => forgetDrained(options));
}

/** One look at all definitions. Throws `store_unavailable`. */
export async function forgetDrained(options: ForgetOptions): Promise<void> {
  const { formerNodes, runs, publisher, now, timings } = options;
  const beforeMs = now() - (timings?.settledMs ?? SETTLED_MS);
  for await (const key of formerNodes.untold()) await publisher.republish(key);
  for await (const left of formerNodes.leftBefore(beforeMs)) {
    const open = await runs.openVersions(left, left.definitionId);
    const nodes = withoutDrained(left.nodes, open, beforeMs);
    if (isSame(nodes, left.nodes)) continue;
    if (await formerNodes.keep(left, nodes)) await publisher.publish(left.key);
  }
}
