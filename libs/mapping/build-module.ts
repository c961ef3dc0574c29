/** From a checked entry of the mapping file to the mapping of one module. */
import { TRIGGER_KINDS, type TriggerKind } from '@upshot/definitions';
import type { FieldType } from '@upshot/values';
import type { MappingFile, ModuleEntry } from './mapping-schema.ts';
import type { ModuleMapping, Outcomes, Roles } from './types.ts';

type Field = { readonly type: FieldType; readonly writable: boolean };

/** The mapping of module `name`; the entry must have passed `checkModule`. */
export function buildModule(file: MappingFile, name: string, entry: ModuleEntry): ModuleMapping {
  const tenant = entry.tenant ?? file.tenant ?? { constant: '' };
  const roles = definedRoles(entry.roles);
  const outcomes = { won: [], lost: [], completed: [], ...defined(entry.outcomes) };
  const never = new Set([entry.id, roles.cause, 'column' in tenant ? tenant.column : undefined]);
  const fields = Object.fromEntries(
    Object.entries(entry.fields).map(([column, field]) => [column, toField(field, never.has(column))]),
  );
  return {
    module: name,
    table: entry.table,
    topic: entry.topic ?? `${file.topicPrefix}.${entry.table}`,
    id: entry.id,
    tenant,
    fields,
    roles,
    outcomes,
    lookups: entry.lookups,
    aliases: entry.aliases,
    schema: { module: name, fields },
    kinds: kindsOf(roles, outcomes, fields),
  };
}

/** The trigger kinds that the roles, outcomes and fields of a module allow. */
export function kindsOf(
  roles: Roles,
  outcomes: Outcomes,
  fields: ModuleMapping['fields'],
): readonly TriggerKind[] {
  const has: Readonly<Record<TriggerKind, boolean>> = {
    created: true,
    updated: true,
    saved: true,
    deleted: true,
    fields_changed: true,
    assigned: roles.owner !== undefined,
    stage_changed: roles.stage !== undefined,
    status_changed: roles.status !== undefined,
    score_changed: roles.score !== undefined,
    converted: roles.converted !== undefined,
    won: roles.stage !== undefined && outcomes.won.length > 0,
    lost: roles.stage !== undefined && outcomes.lost.length > 0,
    completed: roles.completed !== undefined || (roles.status !== undefined && outcomes.completed.length > 0),
    overdue: roles.dueDate !== undefined,
    date_reached: Object.values(fields).some(({ type }) => type === 'date' || type === 'datetime'),
    activity: false,
    activity_missing: false,
  };
  return TRIGGER_KINDS.filter((kind) => has[kind]);
}

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
