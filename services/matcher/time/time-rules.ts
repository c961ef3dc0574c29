/** The active definitions that time starts, by the module whose dates they count from: one writer, as for the rule index. */
import { standardCalendar, type BusinessCalendar } from '@upshot/calendar';
import type { Definition } from '@upshot/definitions';
import {
  checkTimeTrigger,
  timeColumns,
  timeTriggerOf,
  type SourceMapping,
  type TimeTrigger,
} from '@upshot/mapping';
import { ColumnsRead, compileCriteria, type CompiledCriteria } from '@upshot/rules';
import type { Logger } from '@upshot/telemetry';
import type { TenantCalendars } from '@upshot/tenant-calendars';

export interface TimeRule {
  readonly definition: Definition;
  /** JSON of the definition's graph, written once. */
  readonly graph: string;
  readonly revision: number;
  /** When this revision was published: what was due until then is past for records that existed already. */
  readonly publishedAtMs: number;
  readonly trigger: TimeTrigger;
  /** Of the record that the run is about. */
  readonly criteria: CompiledCriteria;
  /** The columns of the dated record that decide whether and when it is due. */
  readonly columns: ReadonlySet<string>;
  /** What business units are counted by at the moment. Throws `store_unavailable` until the calendars of tenants are known. */
  readonly calendar: () => BusinessCalendar;
}

/** One state of a definition, as its topic tells it. */
export interface PublishedDefinition {
  readonly tenantId: string;
  readonly definitionId: string;
  readonly revision: number;
  /** Null where it is gone. */
  readonly definition: Definition | null;
  readonly publishedAtMs: number;
}

export interface TimeRules {
  take(published: PublishedDefinition): void;
  /** The rules that count from dates of the module. */
  of(tenantId: string, module: string): readonly TimeRule[];
  /** The rule of a definition; null where it has none (switched off, gone, another trigger), undefined where it is not known. */
  find(tenantId: string, definitionId: string): TimeRule | null | undefined;
  /** Whether some rule of some tenant counts from dates of the module. */
  listensTo(module: string): boolean;
  /** The columns of the module's records that some rule needs: the same set for as long as it holds the same columns. */
  columnsOf(module: string): ReadonlySet<string>;
  /** Every rule there is, and each one that comes, to `heard`. */
  onRule(heard: (rule: TimeRule) => void): void;
}

const NONE: readonly TimeRule[] = [];
const NO_COLUMNS: ReadonlySet<string> = new Set();

export interface TimeRulesOptions {
  readonly mapping: SourceMapping;
  readonly calendars: Pick<TenantCalendars, 'find'>;
  readonly log: Pick<Logger, 'error'>;
}

/** No rules yet. */
export function createTimeRules(options: TimeRulesOptions): TimeRules {
  const byDefinition = new Map<string, TimeRule | null>();
  const byModule = new Map<string, readonly TimeRule[]>();
  let columns = ColumnsRead.of([]);
  const listeners: ((rule: TimeRule) => void)[] = [];
  function swap(key: string, rule: TimeRule | null): void {
    const before = byDefinition.get(key) ?? null;
    byDefinition.set(key, rule);
    if (before !== null) remove(byModule, before);
    if (rule !== null) add(byModule, rule);
    if (rule !== null) columns = columns.changed(moduleOf(rule), rule.columns, 1);
    if (before !== null) columns = columns.changed(moduleOf(before), before.columns, -1);
  }
  return {
    take(published) {
      const rule = ruleOf(published, options);
      swap(keyOf(published.tenantId, published.definitionId), rule);
      if (rule !== null) for (const heard of listeners) heard(rule);
    },
    // Most modules have no dates that anybody waits for: their changes are not to pay for a key.
    of: (tenantId, module) =>
      columns.listensTo(module) ? (byModule.get(keyOf(tenantId, module)) ?? NONE) : NONE,
    find: (tenantId, definitionId) => byDefinition.get(keyOf(tenantId, definitionId)),
    listensTo: (module) => columns.listensTo(module),
    columnsOf: (module) => columns.columnsOf(module),
    onRule(heard) {
      for (const rule of byDefinition.values()) if (rule !== null) heard(rule);
      listeners.push(heard);
    },
  };
}

function ruleOf(
  { definition, revision, publishedAtMs }: PublishedDefinition,
  { mapping, calendars, log }: TimeRulesOptions,
): TimeRule | null {
  if (definition?.active !== true) return null;
  const trigger = timeTriggerOf(definition.trigger, mapping);
  for (const { path } of checkTimeTrigger(definition.trigger, mapping))
    log.error({ code: 'definition_invalid', place: `trigger${path}` }, 'a time trigger cannot be used');
  if (trigger === null) return null;
  const criteria = compileCriteria(definition.trigger.criteria, trigger.module.schema);
  const own = trigger.lookupColumn === null ? criteria.columns : NO_COLUMNS;
  return {
    definition,
    revision,
    publishedAtMs,
    trigger,
    criteria,
    graph: JSON.stringify(definition.graph),
    columns: timeColumns(trigger).union(own),
    calendar: calendarOf(definition.tenantId, trigger, calendars),
  };
}

/** Other units ask no calendar. */
const UNUSED = standardCalendar('UTC');

/** The tenant's calendar where the schedule counts in business units; one without its own works the usual week in the schedule's zone. */
function calendarOf(
  tenantId: string,
  { schedule }: TimeTrigger,
  calendars: TimeRulesOptions['calendars'],
): TimeRule['calendar'] {
  if (!schedule.offset.unit.startsWith('business_')) return () => UNUSED;
  const standard = standardCalendar(schedule.zone);
  return () => calendars.find(tenantId)?.calendar ?? standard;
}

const keyOf = (tenantId: string, name: string): string => JSON.stringify([tenantId, name]);
const moduleOf = ({ trigger }: TimeRule): string => trigger.dated.module;
const placeOf = (rule: TimeRule): string => keyOf(rule.definition.tenantId, moduleOf(rule));

function add(byModule: Map<string, readonly TimeRule[]>, rule: TimeRule): void {
  byModule.set(placeOf(rule), [...(byModule.get(placeOf(rule)) ?? NONE), rule]);
}

function remove(byModule: Map<string, readonly TimeRule[]>, rule: TimeRule): void {
  const others = (byModule.get(placeOf(rule)) ?? NONE).filter((each) => each !== rule);
  if (others.length === 0) byModule.delete(placeOf(rule));
  else byModule.set(placeOf(rule), others);
}
