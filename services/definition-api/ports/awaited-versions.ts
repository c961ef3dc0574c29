/** At which nodes runs of a definition wait for their record, in all its versions that were published and may still have runs. Pure. */
import {
  waitingNodes,
  type Awaited,
  type Definition,
  type FormerNode,
  type WaitingNode,
} from '@upshot/definitions';

/** A node, and the versions whose runs wait at it so; `toVersion` is null while those on the newest version do. */
export interface KeptNode extends WaitingNode {
  readonly fromVersion: number;
  readonly toVersion: number | null;
  /** When the next version was published: since then no run begins there. Null while `toVersion` is. */
  readonly leftAtMs: number | null;
}

/** What is kept of a definition's versions: `version` is the latest that was seen, null before the first. */
export interface KeptNodes {
  readonly version: number | null;
  readonly nodes: readonly KeptNode[];
}

export const NOTHING_KEPT: KeptNodes = { version: null, nodes: [] };

/** What a version says of waits. */
type Version = Pick<Definition, 'version' | 'trigger' | 'graph'>;

/** The most former nodes that are kept of one definition, and how long their JSON may be. */
const MOST_FORMER = 200;
const MOST_BYTES = 200_000;

/** What was left no longer ago is kept for long enough as it is. */
const RECALL_AFTER_MS = 86_400_000;

/**
 * `known`, with what runs on `next` wait for, a later version. Of versions that were never seen it is taken that they wait as the one
 * before them does; of those before the first, as that does.
 */
export function withVersion(known: KeptNodes, next: Version, nowMs: number): KeptNodes {
  const { version } = next;
  const fresh = new Map(waitingNodes(next).map((node) => [textOf(node), node]));
  const kept = known.nodes.map((node) => {
    const stays = node.toVersion !== null || fresh.delete(textOf(node));
    return stays ? node : { ...node, toVersion: version - 1, leftAtMs: nowMs };
  });
  const fromVersion = known.version === null ? 0 : version;
  const added = [...fresh.values()].map((node) => ({
    ...node,
    fromVersion,
    toVersion: null,
    leftAtMs: null,
  }));
  return { version, nodes: bounded([...kept, ...added]) };
}

/** `known`, once the definition is deleted: its runs may last. */
export function withEnd(known: KeptNodes, nowMs: number): KeptNodes {
  const { version } = known;
  const nodes = known.nodes.map((node) =>
    node.toVersion === null ? { ...node, toVersion: version, leftAtMs: nowMs } : node,
  );
  return { version, nodes };
}

/** `known`, once runs may begin on an earlier version again: by hand, or since it takes over others. */
export function withRecalled(known: KeptNodes, recalled: Version, nowMs: number): KeptNodes {
  const { version } = recalled;
  const missing = new Map(waitingNodes(recalled).map((node) => [textOf(node), node]));
  const renewed = known.nodes.map((node) => {
    const isMeant = covers(node, version) && missing.delete(textOf(node));
    const isFresh = node.leftAtMs === null || nowMs - node.leftAtMs < RECALL_AFTER_MS;
    return isMeant && !isFresh ? { ...node, leftAtMs: nowMs } : node;
  });
  const added = [...missing.values()].map((node) => ({
    ...node,
    fromVersion: version,
    toVersion: version,
    leftAtMs: nowMs,
  }));
  return { ...known, nodes: bounded([...added, ...renewed]) };
}

/** `known`, less what no run waits for: nobody has begun there since `beforeMs`, and no run is open on one of its versions. */
export function withoutDrained(
  known: KeptNodes,
  openVersions: readonly number[],
  beforeMs: number,
): KeptNodes {
  const nodes = known.nodes.filter(
    (node) =>
      node.leftAtMs === null ||
      node.leftAtMs >= beforeMs ||
      openVersions.some((version) => covers(node, version)),
  );
  return { ...known, nodes };
}

/** Since when the longest-left node has been left; null where all are those of the newest version. */
export function leftSinceMs({ nodes }: KeptNodes): number | null {
  const left = nodes.flatMap(({ leftAtMs }) => leftAtMs ?? []);
  return left.length === 0 ? null : Math.min(...left);
}

/** What is told to those who signal: of former nodes those that were left last, as far as they fit into `room` bytes of JSON. */
export function toAwaited({ nodes }: KeptNodes, room: number): Awaited {
  const current = nodes.flatMap(({ nodeId, fromVersion, toVersion }) =>
    toVersion === null ? [{ nodeId, fromVersion }] : [],
  );
  return { current, former: fitting(nodes.flatMap(toFormer), room) };
}

function toFormer({ nodeId, module, awaits, fromVersion, toVersion }: KeptNode): readonly FormerNode[] {
  return toVersion === null ? [] : [{ nodeId, module, awaits, fromVersion, toVersion }];
}

const covers = ({ fromVersion, toVersion }: KeptNode, version: number): boolean =>
  version >= fromVersion && (toVersion === null || version <= toVersion);

/** The former ones first; of too many those that were left first go. */
function bounded(nodes: readonly KeptNode[]): readonly KeptNode[] {
  const current = nodes.filter(({ toVersion }) => toVersion === null);
  const former = nodes
    .filter(({ toVersion }) => toVersion !== null)
    .toSorted((one, other) => (one.leftAtMs ?? 0) - (other.leftAtMs ?? 0))
    .slice(-MOST_FORMER);
  return [...fitting(former, MOST_BYTES), ...current];
}

/** The last of them, as many as fit. */
function fitting<T>(nodes: readonly T[], room: number): readonly T[] {
  let bytes = 0;
  const tooMany = nodes.findLastIndex((each) => (bytes += Buffer.byteLength(JSON.stringify(each))) > room);
  return nodes.slice(tooMany + 1);
}

/** Two nodes of one text wait alike. */
const textOf = ({ nodeId, module, awaits }: WaitingNode): string => JSON.stringify([nodeId, module, awaits]);
