/**
 * The rules of every tenant in one immutable index: readers hold it while one writer builds the next. A change is led to the
 * bucket of its tenant, module and kind; there sieves, one for each thing that the rules need of a field, rule out all whose
 * criteria it cannot meet, 32 at a time (`rule-index/`); the compiled criteria of what is left then judge.
 */
import type { RecordChange } from '@upshot/values';
import { columnsOf } from './compile-criteria.ts';
import { Bucket } from './rule-index/bucket.ts';
import { ColumnsRead } from './rule-index/columns-read.ts';
import { ALL_OPTIONS, type IndexOptions } from './rule-index/index-options.ts';
import { IndexedRule } from './rule-index/indexed-rule.ts';
import { moduleGround, type ModuleGround } from './rule-index/module-ground.ts';
import type { Candidates, Rule, RuleEntry, Schemas } from './rule-index/rule.ts';
import { ShardedMap } from './rule-index/sharded-map.ts';

export interface RuleIndex<Payload> {
  readonly size: number;
  /** The rules that match a change of that kind, those to ask about it, and how many are ruled out: their verdict is `no_match`. */
  readonly candidates: (
    tenantId: string,
    module: string,
    kind: string,
    change: RecordChange,
  ) => Candidates<Payload>;
  /** All rules of a tenant, module and kind, by key. */
  readonly rules: (tenantId: string, module: string, kind: string) => readonly Rule<Payload>[];
  /** The columns of a module that some rule of some tenant reads: the same set for as long as they are the same. */
  readonly columnsOf: (module: string) => ReadonlySet<string>;
  /** Whether some rule of some tenant is about that module. */
  readonly listensTo: (module: string) => boolean;
  /** An index with `entry` in place of the tenant's rule of the same key, if there is one. */
  readonly withEntry: (entry: RuleEntry<Payload>) => RuleIndex<Payload>;
  /** An index without the tenant's rule of that key. */
  readonly withoutEntry: (tenantId: string, key: string) => RuleIndex<Payload>;
}

/** By module and kind. */
type Buckets<Payload> = ReadonlyMap<string, ReadonlyMap<string, Bucket<Payload>>>;

/** The rules of one tenant: by key, to find which to replace, and by what they listen to. */
interface TenantRules<Payload> {
  readonly byKey: ShardedMap<IndexedRule<Payload>>;
  readonly buckets: Buckets<Payload>;
}

/** What stays the same from one index to the next. */
interface Ground {
  readonly schemas: Schemas;
  readonly options: IndexOptions;
  readonly modules: Map<string, ModuleGround>;
}

interface Whole<Payload> {
  readonly size: number;
  readonly tenants: ReadonlyMap<string, TenantRules<Payload>>;
  readonly columns: ColumnsRead;
  readonly ground: Ground;
}

const NOTHING: Candidates<never> = { matching: [], rules: [], ruledOut: 0 };

/** An index of `entries`. Of two with the same tenant and key, the later stays. `options` are for tests and benches. */
export function buildRuleIndex<Payload>(
  entries: Iterable<RuleEntry<Payload>>,
  schemas: Schemas,
  options: Partial<IndexOptions> = {},
): RuleIndex<Payload> {
  const ground: Ground = { schemas, options: { ...ALL_OPTIONS, ...options }, modules: new Map() };
  const rulesOf = new Map<string, Map<string, IndexedRule<Payload>>>();
  for (const entry of entries)
    getOrSet(rulesOf, entry.tenantId, () => new Map()).set(entry.key, toRule(entry, ground));
  const tenants = new Map([...rulesOf].map(([tenantId, rules]) => [tenantId, tenantRules(rules)]));
  const all = [...rulesOf.values()].flatMap((rules) => [...rules.values()]);
  return ruleIndex({ size: all.length, tenants, columns: ColumnsRead.of(all.map(readBy)), ground });
}

function ruleIndex<Payload>(whole: Whole<Payload>): RuleIndex<Payload> {
  const { size, tenants, columns } = whole;
  const bucketOf = (tenantId: string, module: string, kind: string) =>
    tenants.get(tenantId)?.buckets.get(module)?.get(kind);
  return {
    size,
    candidates: (tenantId, module, kind, change) =>
      bucketOf(tenantId, module, kind)?.candidates(change) ?? NOTHING,
    rules: (tenantId, module, kind) => bucketOf(tenantId, module, kind)?.rules ?? [],
    columnsOf: (module) => columns.columnsOf(module),
    listensTo: (module) => columns.listensTo(module),
    withEntry: (entry) => ruleIndex(replaced(whole, entry.tenantId, entry.key, toRule(entry, whole.ground))),
    withoutEntry: (tenantId, key) => ruleIndex(replaced(whole, tenantId, key, null)),
  };
}

function toRule<Payload>(entry: RuleEntry<Payload>, ground: Ground): IndexedRule<Payload> {
  return new IndexedRule(entry, groundOf(entry.module, ground));
}

function tenantRules<Payload>(rules: ReadonlyMap<string, IndexedRule<Payload>>): TenantRules<Payload> {
  const buckets = new Map<string, ReadonlyMap<string, Bucket<Payload>>>();
  for (const [module, ofModule] of Map.groupBy(rules.values(), (rule) => rule.module)) {
    const kinds = new Map<string, Bucket<Payload>>();
    for (const [kind, each] of Map.groupBy(ofModule, (rule) => rule.kind)) {
      const [first] = each;
      if (first !== undefined) kinds.set(kind, Bucket.of(each, first.ground).prepared());
    }
    buckets.set(module, kinds);
  }
  return { byKey: ShardedMap.of(rules), buckets };
}

/** The index with `rule` in the place of the tenant's rule of that key: only the buckets of the two are touched. */
function replaced<Payload>(
  whole: Whole<Payload>,
  tenantId: string,
  key: string,
  rule: IndexedRule<Payload> | null,
): Whole<Payload> {
  const tenant = whole.tenants.get(tenantId) ?? { byKey: ShardedMap.of([]), buckets: new Map() };
  const former = tenant.byKey.get(key) ?? null;
  if (rule === null && former === null) return whole;
  const byKey = rule === null ? tenant.byKey.without(key) : tenant.byKey.with(key, rule);
  const buckets = new Map(tenant.buckets);
  if (former !== null) put(buckets, former, (bucket) => bucket.with(null, former));
  if (rule !== null) put(buckets, rule, (bucket) => bucket.with(rule, null));
  const tenants = new Map(whole.tenants).set(tenantId, { byKey, buckets });
  if (byKey.size === 0) tenants.delete(tenantId);
  const size = whole.size + (rule === null ? 0 : 1) - (former === null ? 0 : 1);
  return { ...whole, size, tenants, columns: columnsAfter(whole.columns, former, rule) };
}

function put<Payload>(
  buckets: Map<string, ReadonlyMap<string, Bucket<Payload>>>,
  { module, kind, ground }: IndexedRule<Payload>,
  change: (bucket: Bucket<Payload>) => Bucket<Payload>,
): void {
  const kinds = new Map(buckets.get(module));
  const next = change(kinds.get(kind) ?? Bucket.of([], ground));
  if (next.size === 0) kinds.delete(kind);
  else kinds.set(kind, next);
  if (kinds.size === 0) buckets.delete(module);
  else buckets.set(module, kinds);
}

function columnsAfter(
  columns: ColumnsRead,
  former: IndexedRule<unknown> | null,
  rule: IndexedRule<unknown> | null,
): ColumnsRead {
  const more = rule === null ? columns : columns.changed(rule.module, readBy(rule).columns, 1);
  return former === null ? more : more.changed(former.module, readBy(former).columns, -1);
}

const readBy = ({ module, source, ground, isBroken }: IndexedRule<unknown>) => ({
  module,
  columns: isBroken ? new Set<string>() : columnsOf(source, ground.schema),
});

const groundOf = (module: string, { modules, schemas, options }: Ground): ModuleGround =>
  getOrSet(modules, module, () => moduleGround(schemas.get(module) ?? { module, fields: {} }, options));

function getOrSet<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
