/** What the rule index holds of a definition: an entry for each kind of change or activity that it or its runs listen to. */
import { listeningCriteria, type Definition, type Trigger } from '@upshot/definitions';
import type { RuleEntry } from '@upshot/rules';
import { activityKind, type AwaitedNode } from './awaited-nodes.ts';

/** A definition as the matcher needs it: `graph` is its JSON, written once and carried by every start command. */
export interface Listening {
  readonly definition: Definition;
  readonly graph: string;
  /** Set where what happens is what an `activity_missing` trigger awaits, not what begins the wait. */
  readonly awaited?: true;
}

/** A node for which runs of a definition wait, whether it is still active or not. */
export interface Signalling {
  readonly tenantId: string;
  readonly definitionId: string;
  readonly node: AwaitedNode;
}

export type Listener = Listening | Signalling;

export const isSignalling = (listener: Listener): listener is Signalling => 'node' in listener;
export const isListening = (listener: Listener): listener is Listening => !isSignalling(listener);

/** The key of the entry that listens for what is awaited; definition ids hold no such sign. */
const awaitedKey = (key: string): string => `${key}#awaited`;

/** The entries of a definition; of one that is gone or switched off, only those for its runs. `scoresOf` names a module's scores. */
export function entriesOf(
  key: string,
  definition: Definition | null,
  nodes: readonly AwaitedNode[],
  scoresOf: (module: string) => readonly string[],
): readonly RuleEntry<Listener>[] {
  const own = definition?.active === true ? triggerEntries(key, definition, scoresOf) : [];
  return nodes.length === 0 ? own : [...own, ...nodes.map((node) => nodeEntry(key, node))];
}

function triggerEntries(
  key: string,
  definition: Definition,
  scoresOf: (module: string) => readonly string[],
): readonly RuleEntry<Listening>[] {
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

function nodeEntry(key: string, node: AwaitedNode): RuleEntry<Signalling> {
  const { module, kind, criteria, fromVersion, nodeId } = node;
  const { tenantId, definitionId } = idsIn(key);
  return {
    key: `${key}#waits/${fromVersion}/${nodeId}`,
    tenantId,
    module,
    kind,
    criteria,
    payload: { tenantId, definitionId, node },
  };
}

/** The tenant and the definition in a key `tenant/definition`; definition ids hold no slash. */
export const idsIn = (key: string): { readonly tenantId: string; readonly definitionId: string } => ({
  tenantId: key.slice(0, key.lastIndexOf('/')),
  definitionId: key.slice(key.lastIndexOf('/') + 1),
});
