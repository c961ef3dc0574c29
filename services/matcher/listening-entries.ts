/** What the rule index holds of a definition: an entry for each kind of change or activity that it listens to. */
import { listeningCriteria, type Definition, type Trigger } from '@upshot/definitions';
import type { RuleEntry } from '@upshot/rules';
import type { Listening } from './definitions-table.ts';

/** The kind under which an activity's listeners are found, so that only those of its type are candidates. */
export const activityKind = (type: string): string => `activity/${type}`;

/** The key of the entry that listens for what is awaited; definition ids hold no such sign. */
const awaitedKey = (key: string): string => `${key}#awaited`;

/** The keys that a definition's entries may have. */
export const entryKeys = (key: string): readonly string[] => [key, awaitedKey(key)];

/** The entries of an active definition; none for one that is gone or switched off. `scoresOf` names a module's scores. */
export function entriesOf(
  key: string,
  definition: Definition | null,
  scoresOf: (module: string) => readonly string[],
): readonly RuleEntry<Listening>[] {
  if (definition?.active !== true) return [];
  const { tenantId, trigger, graph } = definition;
  const { module } = trigger;
  const payload: Listening = { definition, graph: JSON.stringify(graph) };
  const criteria = listeningCriteria(trigger, scoresOf(module));
  const own = { key, tenantId, module, kind: kindOf(trigger), criteria, payload };
  const awaited = trigger.kind === 'activity_missing' ? trigger.activity?.awaited : undefined;
  if (awaited === undefined) return [own];
  const always = { kind: 'all', of: [] } as const;
  const answer = {
    key: awaitedKey(key),
    tenantId,
    module,
    kind: activityKind(awaited.type),
    criteria: always,
  };
  return [own, { ...answer, payload: { ...payload, awaited: true } }];
}

/** The criteria of `activity_missing` are asked of the activity that begins the wait. */
function kindOf({ kind, activity }: Trigger): string {
  if (kind !== 'activity' && kind !== 'activity_missing') return kind;
  return activityKind(activity?.type ?? '');
}
