/** Counts what became of every change and every candidate: what did not happen is explained too (law 9). */
import type { Tally, Verdict } from '@upshot/rules';
import type { Metrics } from '@upshot/telemetry';

/**
 * Why a change or a candidate led where it did. `no_listener`: no definition is about the module, its records go by unread;
 * `planned` and `withdrawn` are timers of its date; `no_correlation`: an activity lacks the value that tells what belongs together.
 */
type ChangeReason =
  | 'no_listener'
  | 'tombstone'
  | 'truncate'
  | 'message'
  | 'dead_letter'
  | 'loop_limit'
  | 'planned'
  | 'withdrawn'
  | 'no_correlation';

/** Why a date that had come started nothing: the record or the definition is no longer what it was planned for. */
export type DueReason = 'definition_inactive' | 'record_gone' | 'date_moved' | 'looked_again' | 'answered';

/** What became of a request for a run: it starts one, or why not. */
export type RequestReason =
  'requested' | 'definition_unknown' | 'definition_inactive' | 'other_module' | 'record_gone' | 'loop_limit';

export type Reason = Verdict | ChangeReason | DueReason | RequestReason;

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
