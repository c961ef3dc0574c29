/** Stage find-candidates: the definitions that listen to what the change means, before their criteria are asked. */
import { deriveTriggers } from '@upshot/mapping';
import type { Rule } from '@upshot/rules';
import type { DefinitionsTable, Listening } from '../definitions-table.ts';
import type { RecordChanged } from '../record-change.ts';
import type { Verdicts } from '../verdicts.ts';

export interface FindCandidatesPorts {
  readonly definitions: Pick<DefinitionsTable, 'ruleSet'>;
  readonly verdicts: Verdicts;
  readonly now: () => number;
}

export type Candidate = Rule<Listening>;

/** The candidates, less those whose limit the change's chain of write-backs has reached (law 6). */
export function findCandidates(changed: RecordChanged, ports: FindCandidatesPorts): readonly Candidate[] {
  const { change, module, tenantId, cause, timings } = changed;
  const ruleSet = ports.definitions.ruleSet();
  const found: Candidate[] = [];
  for (const { kind, certainty } of deriveTriggers(module, change)) {
    for (const candidate of ruleSet.candidates(tenantId, module.module, kind)) {
      const { trigger } = candidate.payload.definition;
      if (certainty === 'prior_unknown') ports.verdicts.count(module.topic, 'prior_unknown');
      else if (cause !== null && cause.depth > trigger.maxDepth)
        ports.verdicts.count(module.topic, 'loop_limit');
      else found.push(candidate);
    }
  }
  timings.find.endTimeMs = timings.evaluate.startTimeMs = ports.now();
  return found;
}
