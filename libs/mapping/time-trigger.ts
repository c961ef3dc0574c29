/** What a time trigger means by the mapping: whose date it is, which column, when it is due, and of which record a run is. */
import { overdueSchedule, type DateSchedule } from '@upshot/calendar';
import type { TimeKind, Trigger } from '@upshot/definitions';
import { conditionsOf, fieldType, OPERATORS } from '@upshot/rules';
import { fieldReader, isEmptyValue, UNKNOWN, type FieldSchema, type Image } from '@upshot/values';
import type { ModuleMapping, SourceMapping } from './types.ts';

/** Where the mapping names no zone. */
const DEFAULT_ZONE = 'UTC';

export interface TimeTrigger {
  readonly kind: TimeKind;
  /** The module whose date it is. */
  readonly dated: ModuleMapping;
  /** The module whose record the run is about, and which the criteria ask. */
  readonly module: ModuleMapping;
  /** The column of `dated` that leads to that record; null: it is the record itself. */
  readonly lookupColumn: string | null;
  readonly schedule: DateSchedule;
}

/** What keeps a trigger from being one of time; `path` is a JSON pointer into the trigger. */
export interface TimeTriggerProblem {
  readonly path: string;
  readonly message: string;
}

type Read = { readonly found: TimeTrigger } | { readonly problems: readonly TimeTriggerProblem[] };

/** The time trigger that `trigger` is; null for one of another kind, and where `checkTimeTrigger` finds a problem. */
export function timeTriggerOf(trigger: Trigger, mapping: SourceMapping): TimeTrigger | null {
  const read = readTrigger(trigger, mapping);
  return read !== null && 'found' in read ? read.found : null;
}

/** Everything that is wrong with a time trigger by the mapping; nothing for a trigger of another kind. */
export function checkTimeTrigger(trigger: Trigger, mapping: SourceMapping): readonly TimeTriggerProblem[] {
  const read = readTrigger(trigger, mapping);
  return read !== null && 'problems' in read ? read.problems : [];
}

function readTrigger(trigger: Trigger, mapping: SourceMapping): Read | null {
  const { kind } = trigger;
  if (kind !== 'overdue' && kind !== 'date_reached') return null;
  const module = mapping.modules.get(trigger.module);
  const dated = mapping.modules.get(trigger.dated?.module ?? trigger.module);
  if (module === undefined) return problem('/module', 'is not a module of the source mapping');
  if (dated === undefined) return problem('/dated/module', 'is not a module of the source mapping');
  const lookupColumn = lookupOf(trigger, dated);
  if (lookupColumn === undefined) return problem('/dated/lookup', `is not a lookup to ${module.module}`);
  const schedule = trigger.schedule ?? (kind === 'overdue' ? defaultSchedule(dated) : null);
  if (schedule === null) return problem('/schedule', 'is required: the source mapping names no due date');
  const problems = [...checkSchedule(kind, schedule, dated), ...checkCriteria(trigger)];
  return problems.length > 0 ? { problems } : { found: { kind, dated, module, lookupColumn, schedule } };
}

const problem = (path: string, message: string): Read => ({ problems: [{ path, message }] });

/** Undefined where the lookup that is named leads elsewhere. */
function lookupOf({ module, dated }: Trigger, from: ModuleMapping): string | null | undefined {
  if (dated === undefined) return null;
  const lookup = Object.hasOwn(from.lookups, dated.lookup) ? from.lookups[dated.lookup] : undefined;
  return lookup?.module === module ? lookup.column : undefined;
}

const defaults = new WeakMap<ModuleMapping, DateSchedule | null>();

/** Overdue by the role `dueDate`; the same object each time, since schedules are prepared once each. */
function defaultSchedule(module: ModuleMapping): DateSchedule | null {
  const known = defaults.get(module);
  if (known !== undefined) return known;
  const column = module.roles.dueDate;
  const type = column === undefined ? undefined : module.fields[column]?.type;
  const dated = column !== undefined && (type === 'date' || type === 'datetime');
  const schedule = dated ? overdueSchedule(column, type, module.zone ?? DEFAULT_ZONE) : null;
  defaults.set(module, schedule);
  return schedule;
}

function checkSchedule(
  kind: TimeKind,
  { field, recurrence }: DateSchedule,
  { module, schema }: ModuleMapping,
): readonly TimeTriggerProblem[] {
  const type = fieldType(field, schema);
  const place = '/schedule/field';
  const problems: TimeTriggerProblem[] = [];
  if (type === undefined) problems.push({ path: place, message: `is not a field of ${module}` });
  else if (!isDate(field, schema.fields)) problems.push({ path: place, message: 'holds no dates' });
  if (kind === 'overdue' && recurrence !== 'once')
    problems.push({ path: '/schedule/recurrence', message: 'must be once: a due date is missed once' });
  return problems;
}

/** A date or datetime, or a key of a json column, whose values have no type. */
const isDate = (
  field: string,
  fields: ModuleMapping['fields'] | ModuleMapping['schema']['fields'],
): boolean => !Object.hasOwn(fields, field) || isRead(fields[field]);

const isRead = (field: FieldSchema | undefined): boolean =>
  (field?.type === 'date' || field?.type === 'datetime') && field.sentAs === undefined;

/** Time changes nothing: what looks back at a change could never hold. */
function checkCriteria({ criteria }: Trigger): readonly TimeTriggerProblem[] {
  const back = conditionsOf(criteria).filter(({ operator }) => OPERATORS[operator].looks === 'back');
  return back.map(({ field, operator }) => ({
    path: '/criteria',
    message: `${operator} of ${field} looks back at a change: time makes none`,
  }));
}

/** The columns of `dated` that decide whether and when the trigger is due. */
export function timeColumns({ kind, dated, schedule, lookupColumn }: TimeTrigger): ReadonlySet<string> {
  const { status, completed } = dated.roles;
  const field = Object.hasOwn(dated.fields, schedule.field)
    ? schedule.field
    : (schedule.field.split('.', 1)[0] ?? schedule.field);
  const done = kind === 'overdue' ? [status, completed] : [];
  return new Set([field, lookupColumn, ...done].filter((column) => typeof column === 'string'));
}

/** Whether the record is completed by its status or its completed column; undefined where neither was sent. */
export function isCompleted({ roles, outcomes }: ModuleMapping, image: Image): boolean | undefined {
  const readings = [roles.status, roles.completed].map((column) =>
    column === undefined ? undefined : fieldReader(column)(image),
  );
  const [status, completed] = readings;
  const isText = typeof status === 'string' || typeof status === 'number' || typeof status === 'boolean';
  if (isText && outcomes.completed.includes(String(status))) return true;
  if (
    typeof completed !== 'symbol' &&
    completed !== undefined &&
    completed !== false &&
    !isEmptyValue(completed)
  )
    return true;
  return readings.includes(UNKNOWN) ? undefined : false;
}
