/** From a checked entry of the mapping file to the mapping of one module. */
import { TRIGGER_KINDS, type RowKind, type TimeKind, type TriggerKind } from '@upshot/definitions';
import type { FieldType } from '@upshot/values';
import type { MappingFile, ModuleEntry } from './mapping-schema.ts';
import type { ModuleMapping, Roles } from './types.ts';

type Field = { readonly type: FieldType; readonly writable: boolean };

/** The mapping of module `name`; the entry must have passed `checkModule`. */
export function buildModule(file: MappingFile, name: string, entry: ModuleEntry): ModuleMapping {
  const tenant = entry.tenant ?? file.tenant ?? { constant: '' };
  const roles = definedRoles(entry.roles);
  const outcomes = { won: [], lost: [], completed: [], ...defined(entry.outcomes) };
  const id = entry.id ?? 'id';
  const fields = fieldsOf(entry, id, new Set([id, roles.cause, columnOf(tenant)]));
  const table = entry.table ?? null;
  const scores = scoresOf(roles, entry.scores);
  return {
    module: name,
    table,
    topic: table === null ? null : (entry.topic ?? `${file.topicPrefix}.${table}`),
    id,
    tenant,
    fields,
    ...(file.timeZone === undefined ? {} : { zone: file.timeZone }),
    roles,
    outcomes,
    scores,
    sections: entry.sections,
    activities: activitiesOf(entry),
    lookups: entry.lookups,
    aliases: entry.aliases,
    schema: { module: name, fields },
    kinds: kindsOf({ table, roles, outcomes, fields, scores }, Object.keys(entry.activities).length > 0),
  };
}

type Parts = Pick<ModuleMapping, 'table' | 'roles' | 'outcomes' | 'fields' | 'scores'>;

/** The trigger kinds that the roles, outcomes, fields and activities of a module allow. */
function kindsOf({ table, ...parts }: Parts, active: boolean): readonly TriggerKind[] {
  const ofRows = table === null ? {} : rowKinds(parts);
  const has: Partial<Record<TriggerKind, boolean>> = {
    ...ofRows,
    activity: active,
    activity_missing: active,
  };
  return TRIGGER_KINDS.filter((kind) => has[kind]);
}

function rowKinds({
  roles,
  outcomes,
  fields,
  scores,
}: Omit<Parts, 'table'>): Readonly<Record<RowKind | TimeKind, boolean>> {
  return {
    created: true,
    updated: true,
    saved: true,
    deleted: true,
    fields_changed: true,
    assigned: roles.owner !== undefined,
    stage_changed: roles.stage !== undefined,
    status_changed: roles.status !== undefined,
    score_changed: Object.keys(scores).length > 0,
    converted: roles.converted !== undefined,
    won: roles.stage !== undefined && outcomes.won.length > 0,
    lost: roles.stage !== undefined && outcomes.lost.length > 0,
    completed: roles.completed !== undefined || (roles.status !== undefined && outcomes.completed.length > 0),
    overdue: roles.dueDate !== undefined,
    date_reached: Object.values(fields).some(({ type }) => type === 'date' || type === 'datetime'),
  };
}

/** The fields as written, and the id of a record that is no row. */
function fieldsOf(
  { table, fields }: ModuleEntry,
  id: string,
  never: ReadonlySet<string | undefined>,
): Readonly<Record<string, Field>> {
  const own = table === undefined && !Object.hasOwn(fields, id) ? { [id]: 'text' as const } : {};
  return Object.fromEntries(
    Object.entries({ ...own, ...fields }).map(([column, field]) => [
      column,
      toField(field, table === undefined || never.has(column)),
    ]),
  );
}

/** The role `score` is a score like the others; a rule of the same column gives it its own name. */
function scoresOf({ score }: Roles, scores: ModuleEntry['scores']): ModuleMapping['scores'] {
  return score === undefined || Object.values(scores).includes(score) ? scores : { score, ...scores };
}

const activitiesOf = ({ activities }: ModuleEntry): ModuleMapping['activities'] =>
  Object.fromEntries(
    Object.entries(activities).map(([type, fields]) => [
      type,
      { fields: Object.fromEntries(Object.entries(fields).map(([name, each]) => [name, { type: each }])) },
    ]),
  );

const columnOf = (tenant: ModuleMapping['tenant']): string | undefined =>
  'column' in tenant ? tenant.column : undefined;

function toField(field: ModuleEntry['fields'][string], fixed: boolean): Field {
  if (typeof field === 'string') return { type: field, writable: !fixed };
  return { type: field.type, writable: field.writable && !fixed };
}

const definedRoles = (roles: ModuleEntry['roles']): Roles => defined(roles);

/** Without the keys that are undefined, as exact optional properties want it. */
function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
