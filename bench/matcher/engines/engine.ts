/** What the benchmark asks of a matching engine. */
import type { RuleEntry } from '@upshot/rules';
import type { BenchDefinition, BenchEvent, Kind, Workload } from '../workload/index.ts';

/** An engine that runs in this process. */
export interface Engine {
  readonly name: EngineName;
  /** Whether the engine can say what the definition says. */
  readonly expresses: (definition: BenchDefinition) => boolean;
  /** Takes the definitions up, and makes the events ready in the engine's own form; neither is timed with the matching. */
  readonly load: (workload: Workload) => Loaded;
}

export interface Loaded {
  /** Matches the events at `from` to before `to` and returns how many matches there were. */
  readonly run: (from: number, to: number) => number | Promise<number>;
  /** The keys of the definitions that the event at `place` matches, in any order. */
  readonly keysOf: (place: number) => readonly string[] | Promise<readonly string[]>;
}

export const ENGINE_NAMES = ['upshot', 'scan', 'json-rules-engine', 'mingo', 'sift', 'event-ruler'] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

/** The bucket in which a definition waits, and in which an event looks, once for each of its kinds. */
export const bucketOf = (tenantId: string, module: string, kind: Kind): string =>
  `${tenantId}/${module}/${kind}`;

export const bucketsOf = ({ tenantId, module, kinds }: BenchEvent): readonly string[] =>
  kinds.map((kind) => bucketOf(tenantId, module, kind));

/** Groups definitions by bucket. */
export function inBuckets(definitions: readonly BenchDefinition[]): Map<string, BenchDefinition[]> {
  const buckets = new Map<string, BenchDefinition[]>();
  for (const definition of definitions) {
    const name = bucketOf(definition.tenantId, definition.module, definition.kind);
    const bucket = buckets.get(name);
    if (bucket === undefined) buckets.set(name, [definition]);
    else bucket.push(definition);
  }
  return buckets;
}

/** A definition as the rules of Upshot take it. */
export const entryOf = (definition: BenchDefinition): RuleEntry<null> => ({ ...definition, payload: null });
