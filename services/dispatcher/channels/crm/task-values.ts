/** Which columns of the tasks module a new task fills. Pure: the time comes with the effect. */
import type { CreateTaskConfig } from '@upshot/actions';
import { UpshotError } from '@upshot/errors';
import { resolveField, type ModuleMapping } from '@upshot/mapping';
import type { FieldValue } from '@upshot/values';
import type { DueEffect } from '../../due-effect.ts';
import { writableField } from './write-back.ts';

const DAY_MS = 24 * 3_600_000;

/** A task once rendered. */
export type Task = Omit<CreateTaskConfig, 'assignedTo'> & { readonly assignedTo: string | null };

/** Throws `crm_refused` naming a part that the module has no writable field for. */
export function taskValues(
  tasks: ModuleMapping,
  task: Task,
  effect: Pick<DueEffect, 'module' | 'recordId' | 'requestedAtMs'>,
): Readonly<Record<string, FieldValue>> {
  const { roles } = tasks;
  const dayAt = (days: number | null | undefined, field: string | null) =>
    days === null || days === undefined ? null : dayOf(tasks, field, effect.requestedAtMs + days * DAY_MS);
  const start = firstField(tasks, ['start_at', 'start_date']);
  const due = roles.dueDate ?? firstField(tasks, ['due_at', 'due_date']);
  const wanted: readonly (readonly [what: string, field: string | null, value: FieldValue | undefined])[] = [
    ['title', roles.name ?? 'title', task.title],
    ['description', 'description', task.description],
    ['assignedTo', roles.owner ?? null, task.assignedTo],
    ['dueOffsetDays', due, dayAt(task.dueOffsetDays, due)],
    ['startOffsetDays', start, dayAt(task.startOffsetDays, start)],
    ['status', roles.status ?? 'status', task.status],
    ['statusId', firstField(tasks, ['status_id', roles.status ?? 'status']), task.statusId],
    ['priority', 'priority', task.priority],
    ['priorityId', firstField(tasks, ['priority_id', 'priority']), task.priorityId],
    ['taskTypeId', firstField(tasks, ['task_type_id', 'type_id', 'type']), task.taskTypeId],
    ['estimatedMinutes', 'estimated_minutes', task.estimatedMinutes],
    ['tags', roles.tags ?? null, task.tags],
    ...linksTo(tasks, effect),
  ];
  return Object.fromEntries(
    wanted.flatMap(([what, field, value]) => (isGiven(value) ? [[fieldOf(tasks, what, field), value]] : [])),
  );
}

const isGiven = (value: FieldValue | undefined): value is Exclude<FieldValue, null> =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);

/** The lookup of the tasks module that points at the record's module. */
function linksTo(tasks: ModuleMapping, { module, recordId }: Pick<DueEffect, 'module' | 'recordId'>) {
  const link = Object.values(tasks.lookups).find((lookup) => lookup.module === module);
  return link === undefined ? [] : [['link', link.column, recordId] as const];
}

function fieldOf(tasks: ModuleMapping, what: string, field: string | null): string {
  if (field !== null) return writableField(tasks, field);
  throw new UpshotError('crm_refused', `${tasks.module} has no field for ${what}`, { place: what });
}

const firstField = (tasks: ModuleMapping, names: readonly string[]): string | null =>
  names.find((name) => resolveField(tasks, name) !== null) ?? null;

/** A moment as its field takes it: a day, or an instant. */
function dayOf(tasks: ModuleMapping, field: string | null, atMs: number): string {
  const iso = new Date(atMs).toISOString();
  return field !== null && tasks.fields[field]?.type === 'date' ? iso.slice(0, 10) : iso;
}
