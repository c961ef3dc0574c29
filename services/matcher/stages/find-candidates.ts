/** Stage find-candidates: the definitions, and nodes of theirs, that listen to what the change means, and whose criteria it may meet. */
import { deriveTriggers, type Certainty } from '@upshot/mapping';
import type { Rule } from '@upshot/rules';
import { activityKind } from '../awaited-nodes.ts';
import type { DefinitionsTable } from '../definitions-table.ts';
import { isListening, type Listener } from '../listening-entries.ts';
import type { RecordChanged } from '../record-change.ts';
import type { Verdicts } from '../verdicts.ts';

export interface FindCandidatesPorts {
  readonly definitions: Pick<DefinitionsTable, 'ruleIndex'>;
  readonly verdicts: Verdicts;
  readonly now: () => number;
}

/** A definition to ask, and whether what it listens to happened for certain. */
export interface Candidate {
  readonly rule: Rule<Listener>;
  readonly certainty: Certainty;
  /** Whether the index has found already that its criteria match. */
  readonly isMet: boolean;
}

interface Happened {
  readonly kind: string;
  readonly certainty: Certainty;
}

/**
 * The candidates, less those whose limit the change's chain of write-backs has reached (law 6); a node of a run that has begun has none. What the index rules out is
 * counted as the `no_match` that it would have come to (law 9).
 */
export function findCandidates(changed: RecordChanged, ports: FindCandidatesPorts): readonly Candidate[] {
  const { topic, change, module, tenantId, cause, timings } = changed;
  const ruleIndex = ports.definitions.ruleIndex();
  const found: Candidate[] = [];
  for (const { kind, certainty } of kindsOf(changed)) {
    const { matching, rules, ruledOut } = ruleIndex.candidates(tenantId, module.module, kind, change);
    ports.verdicts.count(topic, 'no_match', ruledOut);
    for (const [each, isMet] of [
      [matching, true],
      [rules, false],
    ] as const)
      for (const rule of each) {
        if (isTooDeep(rule.payload, cause)) ports.verdicts.count(topic, 'loop_limit');
        else found.push({ rule, certainty, isMet });
      }
  }
  timings.find.endTimeMs = timings.evaluate.startTimeMs = ports.now();
  return found;
}

const isTooDeep = (listener: Listener, cause: RecordChanged['cause']): boolean =>
  cause !== null && isListening(listener) && cause.depth > listener.definition.trigger.maxDepth;

/** What happened, as listeners know it: what a change of the row means, or the one type of an activity. */
function kindsOf({ activity, module, change }: RecordChanged): readonly Happened[] {
  if (activity === undefined) return deriveTriggers(module, change);
  return [{ kind: activityKind(activity.type), certainty: 'certain' }];
}
