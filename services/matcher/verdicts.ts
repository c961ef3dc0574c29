/** Counts what became of every change and every candidate: what did not happen is explained too (law 9). */
import type { Tally, Verdict } from '@upshot/rules';
import type { Metrics } from '@upshot/telemetry';

/** Why a change or a candidate led where it did. */
export type Reason = Verdict | 'tombstone' | 'truncate' | 'message' | 'dead_letter' | 'loop_limit';

export interface Verdicts {
  /** Comparisons of unlike values, counted by the rules that are asked: those that the index rules out are not. */
  readonly tally: Tally;
  /** Counts, and answers null so that a stage can end with it. */
  count(topic: string, reason: Reason, times?: number): null;
  /** Gives what was counted to the metrics: once a batch, since a change may have thousands of candidates. */
  flush(): void;
}

/** Verdicts that go out as metrics. */
export function createVerdicts(metrics: Pick<Metrics, 'countRecords'>, tally: Tally): Verdicts {
  const counts = new Map<string, Map<Reason, number>>();
  return {
    tally,
    count(topic, reason, times = 1) {
      if (times === 0) return null;
      const reasons = counts.get(topic) ?? new Map<Reason, number>();
      reasons.set(reason, (reasons.get(reason) ?? 0) + times);
      counts.set(topic, reasons);
      return null;
    },
    flush() {
      for (const [topic, reasons] of counts)
        for (const [reason, count] of reasons) metrics.countRecords(topic, reason, count);
      counts.clear();
    },
  };
}
