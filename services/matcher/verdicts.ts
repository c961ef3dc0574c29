/** Counts what became of every change and every candidate: what did not happen is explained too (law 9). */
import type { Tally, Verdict } from '@upshot/rules';
import type { Metrics } from '@upshot/telemetry';

/** Why a change or a candidate led where it did. */
export type Reason = Verdict | 'tombstone' | 'truncate' | 'message' | 'dead_letter' | 'loop_limit';

export interface Verdicts {
  /** Comparisons of unlike values, counted by the rules. */
  readonly tally: Tally;
  /** Counts, and answers null so that a stage can end with it. */
  count(topic: string, reason: Reason): null;
}

/** Verdicts that go out as metrics. */
export function createVerdicts(metrics: Pick<Metrics, 'countRecords'>, tally: Tally): Verdicts {
  return {
    tally,
    count(topic, reason) {
      metrics.countRecords(topic, reason);
      return null;
    },
  };
}
