/** The rules of every tenant in one immutable set: readers hold it while one writer builds the next. */
import type { ModuleSchema } from '@upshot/values';
import { checkCriteria, type CriteriaProblem } from './check-criteria.ts';
import { compileCriteria, type CompiledCriteria } from './compile-criteria.ts';
import type { Criteria } from './criteria.ts';

/** What goes in: criteria for one tenant, module and kind of trigger. `key` is the tenant's own name for it. */
export interface RuleEntry<Payload> {
  readonly key: string;
  readonly tenantId: string;
  readonly module: string;
  readonly kind: string;
  readonly criteria: Criteria;
  readonly payload: Payload;
}

/** What comes out. A rule whose criteria have problems (a column is gone, say) never matches and says why. */
export interface Rule<Payload> {
  readonly key: string;
  readonly payload: Payload;
  readonly criteria: CompiledCriteria;
  readonly problems: readonly CriteriaProblem[];
}

export interface RuleSet<Payload> {
  readonly size: number;
  /** The rules to ask about a change of that kind, by key. */
  readonly candidates: (tenantId: string, module: string, kind: string) => readonly Rule<Payload>[];
  /** A set with `entry` in place of the tenant's rule of the same key, if there is one. */
  readonly withEntry: (entry: RuleEntry<Payload>) => RuleSet<Payload>;
  /** A set without the tenant's rule of that key. */
  readonly withoutEntry: (tenantId: string, key: string) => RuleSet<Payload>;
}

/** The schemas of the modules, by name. */
export type Schemas = ReadonlyMap<string, ModuleSchema>;

type Bucket<Payload> = readonly Rule<Payload>[];
type Buckets<Payload> = ReadonlyMap<string, Bucket<Payload>>;
type Tenants<Payload> = ReadonlyMap<string, Buckets<Payload>>;

const NONE: readonly never[] = [];
const NEVER: CompiledCriteria = {
  evaluate: () => 'no_match',
  columns: new Set(),
  priorColumns: new Set(),
  lookups: new Set(),
};

/** A set of `entries`. Of two with the same tenant and key, the later stays. */
export function buildRuleSet<Payload>(
  entries: Iterable<RuleEntry<Payload>>,
  schemas: Schemas,
): RuleSet<Payload> {
  const latest = new Map<string, RuleEntry<Payload>>();
  for (const entry of entries) latest.set(JSON.stringify([entry.tenantId, entry.key]), entry);
  const tenants = new Map<string, Map<string, Rule<Payload>[]>>();
  for (const entry of latest.values()) {
    const buckets = getOrSet(tenants, entry.tenantId, () => new Map<string, Rule<Payload>[]>());
    getOrSet(buckets, bucketKey(entry.module, entry.kind), (): Rule<Payload>[] => []).push(
      toRule(entry, schemas),
    );
  }
  for (const buckets of tenants.values()) for (const bucket of buckets.values()) bucket.sort(byKey);
  return ruleSet(tenants, schemas);
}

function ruleSet<Payload>(tenants: Tenants<Payload>, schemas: Schemas): RuleSet<Payload> {
  return {
    get size() {
      return [...tenants.values()].reduce((sum, buckets) => sum + sizeOf(buckets), 0);
    },
    candidates: (tenantId, module, kind) => tenants.get(tenantId)?.get(bucketKey(module, kind)) ?? NONE,
    withEntry: (entry) => {
      const without = withoutKey(tenants.get(entry.tenantId) ?? new Map(), entry.key);
      const place = bucketKey(entry.module, entry.kind);
      const bucket = [...(without.get(place) ?? NONE), toRule(entry, schemas)].sort(byKey);
      return ruleSet(replaced(tenants, entry.tenantId, replaced(without, place, bucket)), schemas);
    },
    withoutEntry: (tenantId, key) => {
      const without = withoutKey(tenants.get(tenantId) ?? new Map(), key);
      return ruleSet(replaced(tenants, tenantId, without), schemas);
    },
  };
}

function toRule<Payload>(entry: RuleEntry<Payload>, schemas: Schemas): Rule<Payload> {
  const { key, payload } = entry;
  const schema = schemas.get(entry.module) ?? { module: entry.module, fields: {} };
  const problems = checkCriteria(entry.criteria, schema);
  const criteria = problems.length === 0 ? compileCriteria(entry.criteria, schema) : NEVER;
  return { key, payload, criteria, problems };
}

/** Only the bucket that holds the key is built anew; the others are shared with the set before. */
function withoutKey<Payload>(buckets: Buckets<Payload>, key: string): Buckets<Payload> {
  for (const [place, bucket] of buckets) {
    if (!bucket.some((rule) => rule.key === key)) continue;
    return replaced(
      buckets,
      place,
      bucket.filter((rule) => rule.key !== key),
    );
  }
  return buckets;
}

function replaced<Value extends Bucket<unknown> | Buckets<unknown>>(
  map: ReadonlyMap<string, Value>,
  key: string,
  value: Value,
): ReadonlyMap<string, Value> {
  const next = new Map(map);
  if (lengthOf(value) === 0) next.delete(key);
  else next.set(key, value);
  return next;
}

function getOrSet<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

const lengthOf = (value: Bucket<unknown> | Buckets<unknown>): number =>
  'size' in value ? value.size : value.length;
const sizeOf = (buckets: Buckets<unknown>): number =>
  [...buckets.values()].reduce((sum, bucket) => sum + bucket.length, 0);
const bucketKey = (module: string, kind: string): string => `${module.length}:${module}${kind}`;
const byKey = (left: Rule<unknown>, right: Rule<unknown>): number => (left.key < right.key ? -1 : 1);
