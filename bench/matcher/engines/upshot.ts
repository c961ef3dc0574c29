/** Ours: what the matcher itself uses to find the definitions that a change triggers. */
import { buildRuleIndex, type RuleEntry, type RuleIndex, type Schemas } from '@upshot/rules';
import type { BenchEvent } from '../workload/index.ts';
import { entryOf, type Engine } from './engine.ts';

/** The index that is measured: everything else of the benchmark knows it by this name. */
export type Index = RuleIndex<null>;

export const buildIndex = (entries: Iterable<RuleEntry<null>>, schemas: Schemas): Index =>
  buildRuleIndex(entries, schemas);

/** Calls `onMatch` with the key of each definition that the event matches. */
export function matchEvent(index: Index, event: BenchEvent, onMatch: (key: string) => void): void {
  const { tenantId, module, kinds, change } = event;
  for (const kind of kinds) {
    const { matching, rules } = index.candidates(tenantId, module, kind, change);
    for (const rule of matching) onMatch(rule.key);
    for (const rule of rules) if (rule.criteria.evaluate(change) === 'match') onMatch(rule.key);
  }
}

export const upshot: Engine = {
  name: 'upshot',
  expresses: () => true,
  load: ({ definitions, events, schemas }) => {
    const index = buildIndex(definitions.map(entryOf), schemas);
    return {
      run: (from, to) => {
        let matches = 0;
        const onMatch = (): void => void (matches += 1);
        for (const event of events.slice(from, to)) matchEvent(index, event, onMatch);
        return matches;
      },
      keysOf: (place) => {
        const keys: string[] = [];
        for (const event of events.slice(place, place + 1))
          matchEvent(index, event, (key) => void keys.push(key));
        return keys;
      },
    };
  },
};
