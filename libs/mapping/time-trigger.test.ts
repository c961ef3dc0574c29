/** What a time trigger means by the mapping, and how each mistake is named by its place. */
import { readFileSync } from 'node:fs';
import type { Trigger } from '@upshot/definitions';
import type { Criteria } from '@upshot/rules';
import { UpshotError } from '@upshot/errors';
import type { Image } from '@upshot/values';
import { describe, expect, it } from 'vitest';
import { checkTimeTrigger, isCompleted, loadMapping, timeColumns, timeTriggerOf } from './index.ts';

const text = readFileSync(new URL('../../deploy/crm/source-mapping.yaml', import.meta.url), 'utf8');
const mappingOf = (yaml: string) => {
  const loaded = loadMapping(yaml, 'source-mapping.yaml');
  if (!loaded.ok) throw new UpshotError('mapping_invalid', JSON.stringify(loaded.error));
  return loaded.value;
};
const mapping = mappingOf(text);

const trigger = (more: Partial<Trigger> = {}): Trigger => ({
  module: 'tasks',
  kind: 'overdue',
  name: 'task_overdue',
  criteria: { kind: 'all', of: [] },
  maxDepth: 0,
  ...more,
});
const schedule = {
  field: 'due_date',
  offset: { amount: -3, unit: 'days' },
  timeOfDay: '09:00',
  zone: 'Europe/Berlin',
  recurrence: 'once',
} as const;
const reached = (more: Partial<Trigger> = {}) => trigger({ kind: 'date_reached', schedule, ...more });
const back: Criteria = {
  kind: 'not',
  of: { kind: 'condition', field: 'status', operator: 'any_change', operand: null, caseSensitive: true },
};

describe('a time trigger', () => {
  it('is overdue by the role of the due date, in UTC where the mapping names no zone', () => {
    const found = timeTriggerOf(trigger(), mapping);
    expect(found).toMatchObject({
      kind: 'overdue',
      lookupColumn: null,
      schedule: { field: 'due_at', zone: 'UTC', offset: { amount: 0 }, recurrence: 'once' },
    });
    expect(timeTriggerOf(trigger(), mapping)?.schedule).toBe(found?.schedule);
    const projects = timeTriggerOf(trigger({ module: 'projects' }), mapping);
    expect(projects?.schedule).toMatchObject({ field: 'due_date', offset: { amount: 1, unit: 'days' } });
  });
  it('is overdue in the zone that the mapping names', () => {
    const berlin = mappingOf(text.replace('version: 1', 'version: 1\ntimeZone: Europe/Berlin'));
    expect(timeTriggerOf(trigger(), berlin)?.schedule.zone).toBe('Europe/Berlin');
    const wrong = loadMapping(text.replace('version: 1', 'version: 1\ntimeZone: Berlin'), 'm.yaml');
    expect(wrong).toMatchObject({ ok: false, error: [{ path: 'timeZone' }] });
  });
  it('counts as its schedule says', () => {
    expect(timeTriggerOf(reached(), mapping)).toMatchObject({ kind: 'date_reached', schedule });
    const custom = { ...schedule, field: 'custom_fields.renewal' };
    expect(timeTriggerOf(reached({ schedule: custom }), mapping)?.schedule).toBe(custom);
  });
  it('may count from another module’s date, and be about the record that a lookup leads to', () => {
    const found = timeTriggerOf(
      trigger({ module: 'projects', dated: { module: 'tasks', lookup: 'project' } }),
      mapping,
    );
    expect([found?.dated.module, found?.module.module, found?.lookupColumn]).toEqual([
      'tasks',
      'projects',
      'project_id',
    ]);
  });
  it.each(['created', 'fields_changed', 'activity'] as const)('is none where its kind is %s', (kind) => {
    expect(timeTriggerOf(trigger({ kind }), mapping)).toBeNull();
    expect(checkTimeTrigger(trigger({ kind }), mapping)).toEqual([]);
  });
  it.each<[string, Trigger, readonly string[]]>([
    ['a module that is not mapped', trigger({ module: 'gone' }), ['/module']],
    ['no due date', trigger({ module: 'leads' }), ['/schedule']],
    ['no schedule', trigger({ kind: 'date_reached' }), ['/schedule']],
    ['an unknown field', reached({ schedule: { ...schedule, field: 'gone' } }), ['/schedule/field']],
    ['a prototype’s name', reached({ schedule: { ...schedule, field: '__proto__' } }), ['/schedule/field']],
    ['a field of text', reached({ schedule: { ...schedule, field: 'title' } }), ['/schedule/field']],
    [
      'a whole json column',
      reached({ schedule: { ...schedule, field: 'custom_fields' } }),
      ['/schedule/field'],
    ],
    [
      'overdue again and again',
      trigger({ schedule: { ...schedule, recurrence: 'yearly' } }),
      ['/schedule/recurrence'],
    ],
    ['a look back', reached({ criteria: back }), ['/criteria']],
    [
      'a dated module that is not mapped',
      trigger({ dated: { module: 'gone', lookup: 'x' } }),
      ['/dated/module'],
    ],
    [
      'a lookup that leads elsewhere',
      trigger({ module: 'projects', dated: { module: 'tasks', lookup: 'owner' } }),
      ['/dated/lookup'],
    ],
    [
      'a lookup that is none',
      trigger({ module: 'projects', dated: { module: 'tasks', lookup: 'constructor' } }),
      ['/dated/lookup'],
    ],
  ])('is refused with %s', (_, wrong, paths) => {
    expect(timeTriggerOf(wrong, mapping)).toBeNull();
    expect(checkTimeTrigger(wrong, mapping).map(({ path }) => path)).toEqual(paths);
  });
});

describe('the columns that decide', () => {
  const columnsOf = (one: Trigger) => {
    const found = timeTriggerOf(one, mapping);
    return found && [...timeColumns(found)];
  };
  it('are the date’s, and what says that the record is completed', () => {
    expect(columnsOf(trigger())).toEqual(['due_at', 'status', 'completed_at']);
  });
  it('are the date’s alone where a date is reached; the lookup’s too where one leads on', () => {
    expect(columnsOf(reached())).toEqual(['due_date']);
    expect(columnsOf(reached({ schedule: { ...schedule, field: 'custom_fields.a.b' } }))).toEqual([
      'custom_fields',
    ]);
    const dated = { module: 'tasks', lookup: 'project' };
    expect(columnsOf(reached({ module: 'projects', dated }))).toEqual(['due_date', 'project_id']);
  });
});

describe('a record is completed', () => {
  const tasks = mapping.modules.get('tasks');
  it.each<[Image['values'], Image['unknown'], boolean | undefined]>([
    [{ status: 'completed', completed_at: null }, [], true],
    [{ status: 'open', completed_at: '2026-01-01T00:00:00Z' }, [], true],
    [{ status: 'open', completed_at: null }, [], false],
    [{}, [], false],
    [{ status: 'completed' }, 'rest', true],
    [{ status: 'open' }, ['completed_at'], undefined],
    [{}, 'rest', undefined],
  ])('by %j (unknown: %j): %s', (values, unknown, expected) => {
    expect(tasks && isCompleted(tasks, { values, unknown })).toBe(expected);
  });
});
