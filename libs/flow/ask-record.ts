/** Criteria of a node, asked of the run's record: as it was at the trigger with what steps have written since, or as it is now. */
import type { AskedRecord } from '@upshot/definitions';
import type { Criteria, Verdict } from '@upshot/rules';
import { changeOf, withRun } from './change-of.ts';
import type { Walk } from './nodes/node-kind.ts';

/** The verdict. A record that is gone answers `related_missing`: its criteria cannot say. */
export function askRecord(criteria: Criteria, record: AskedRecord | undefined, walk: Walk): Verdict {
  const { state, surroundings } = walk;
  const change = changeOf(state);
  if (record !== 'now') return surroundings.evaluate(criteria, change);
  const now = surroundings.recordNow();
  if (now.state === 'found')
    return surroundings.evaluate(criteria, { ...change, after: withRun(now.image, state) });
  return now.state === 'unread' ? 'related_unread' : 'related_missing';
}
