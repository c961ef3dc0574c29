/** What surrounds the runs of a test: what the CRM means, the tenant's calendar and zones, other records. */
import { standardCalendar, type BusinessCalendar } from '@upshot/calendar';
import { RUN_FIELDS, type Fields, type RecordNow, type Surroundings, type Working } from '@upshot/flow';
import { readableSchema, type ModuleMapping, type SourceMapping } from '@upshot/mapping';
import { compileCriteria, type CompiledCriteria, type Criteria, type RelatedReading } from '@upshot/rules';
import { ownValue, type ModuleSchema } from '@upshot/values';

/** In which zones wall-clock time is read; left out: the tenant's is UTC, and the others are not known. */
export interface Zones {
  readonly tenant?: string | undefined;
  readonly record?: string | undefined;
  readonly owner?: string | undefined;
}

export interface World {
  readonly mapping: SourceMapping;
  /** Left out: Monday to Friday, 09:00 to 17:00 in the tenant's zone, without holidays. */
  readonly calendar?: BusinessCalendar | undefined;
  readonly zones?: Zones | undefined;
  /** The records that lookups lead to, by the lookup's name. */
  readonly related?: Readonly<Record<string, Fields>> | undefined;
}

const calendars = new Map<string, BusinessCalendar>();

/** When people work in this world. */
export function workingIn({ calendar, zones = {} }: Pick<World, 'calendar' | 'zones'>): Working {
  const { tenant: tenantZone = 'UTC', record: recordZone = null, owner: ownerZone = null } = zones;
  const standard = calendars.get(tenantZone) ?? standardCalendar(tenantZone);
  calendars.set(tenantZone, standard);
  return { calendar: calendar ?? standard, tenantZone, recordZone, ownerZone };
}

/** The module by its name, with what may be read of its records; one that the mapping lacks has no fields. */
export function moduleOf(
  { mapping }: World,
  name: string,
): { readonly module: ModuleMapping | undefined; readonly schema: ModuleSchema } {
  const module = mapping.modules.get(name);
  return { module, schema: module === undefined ? { module: name, fields: {} } : readableSchema(module) };
}

/** Judges criteria in this world; each is compiled once. */
export function judgeIn(world: World, name: string): Judge {
  const { schema } = moduleOf(world, name);
  const whole = { ...schema, fields: { ...schema.fields, ...RUN_FIELDS } };
  const compiled = new Map<Criteria, CompiledCriteria>();
  return (criteria, change, nowMs) => {
    const known = compiled.get(criteria) ?? compileCriteria(criteria, whole);
    compiled.set(criteria, known);
    return known.evaluate(change, { nowMs, related: (lookup) => relatedBy(lookup, world) });
  };
}

export type Judge = (
  criteria: Criteria,
  change: Parameters<Surroundings['evaluate']>[1],
  nowMs: number,
) => ReturnType<Surroundings['evaluate']>;

function relatedBy(lookup: string, { related = {} }: World): RelatedReading {
  const found = ownValue(related, lookup);
  return found === undefined ? 'related_missing' : { values: related[lookup] ?? {}, unknown: [] };
}

/** The surroundings of a decision at `nowMs`, where the record is as `now` says. */
export function surroundingsAt(world: World, judge: Judge, nowMs: number, now: RecordNow): Surroundings {
  return {
    nowMs,
    evaluate: (criteria, change) => judge(criteria, change, nowMs),
    recordNow: () => now,
    working: () => workingIn(world),
  };
}
