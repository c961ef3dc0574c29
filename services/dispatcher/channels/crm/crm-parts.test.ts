/** The pure parts of the CRM's actions: who is chosen, and which columns a task fills. */
import { DEMO_MAPPING_FILE } from '@upshot/demo-crm';
import { readMappingFile, type ModuleMapping } from '@upshot/mapping';
import { describe, expect, it } from 'vitest';
import { leastLoaded, poolOf, weightedChoice } from './choose-user.ts';
import { taskValues, type Task } from './task-values.ts';
import { moduleOf, writableField, writableRole } from './write-back.ts';

const mapping = await readMappingFile(DEMO_MAPPING_FILE);
const tasks = moduleOf(mapping, 'tasks');
const same = (text: string): string => text;
const pool = (users: readonly string[], weights: readonly (readonly [string, number])[] = []) => ({
  users,
  weights: new Map(weights),
});

describe('poolOf', () => {
  it('reads either name of the list, each user once', () => {
    expect(poolOf({ algorithm: 'round_robin', userIds: ['a', 'b', 'a'] }, same).users).toEqual(['a', 'b']);
    expect(poolOf({ algorithm: 'round_robin', pool: ['b'], userIds: ['a'] }, same).users).toEqual(['b']);
  });
  it('takes those who have a weight where there is no list', () => {
    const read = poolOf({ algorithm: 'weighted', pool: [], weights: [{ userId: 'a', weight: 2 }] }, same);
    expect([read.users, [...read.weights]]).toEqual([['a'], [['a', 2]]]);
  });
  it('renders ids and leaves out those that come to nothing', () => {
    expect(
      poolOf({ algorithm: 'round_robin', pool: ['a', 'b'] }, (id) => (id === 'a' ? ' ' : 'x')).users,
    ).toEqual(['x']);
  });
});

describe('weightedChoice', () => {
  const drawn = (weights: readonly (readonly [string, number])[]) =>
    Array.from({ length: 3000 }, (_, index) => weightedChoice(pool(['a', 'b'], weights), `effect-${index}`));

  it('chooses the same for the same effect', () => {
    expect(drawn([])).toEqual(drawn([]));
  });
  it('chooses in proportion, 1 where no weight is given', () => {
    const share = drawn([['a', 3]]).filter((user) => user === 'a').length / 3000;
    expect(share).toBeGreaterThan(0.72);
    expect(share).toBeLessThan(0.78);
  });
  it('never chooses a weight of 0, and nobody where all are', () => {
    expect(drawn([['a', 0]])).not.toContain('a');
    expect(weightedChoice(pool(['a'], [['a', 0]]), 'e')).toBeNull();
    expect(weightedChoice(pool([]), 'e')).toBeNull();
  });
});

describe('leastLoaded', () => {
  it('is the one with the fewest, the first of several, nobody of none', () => {
    expect(
      leastLoaded(
        pool(['a', 'b', 'c']),
        new Map([
          ['a', 2],
          ['b', 1],
          ['c', 1],
        ]),
      ),
    ).toBe('b');
    expect(leastLoaded(pool(['a', 'b']), new Map([['a', 1]]))).toBe('b');
    expect(leastLoaded(pool([]), new Map())).toBeNull();
  });
});

describe('what may be written', () => {
  it('is a field, by any of its names', () => {
    const leads = moduleOf(mapping, 'leads');
    expect(
      ['stage', 'ownerId', 'owner', 'customFields.tier'].map((name) => writableField(leads, name)),
    ).toEqual(['stage', 'owner_id', 'owner_id', 'custom_fields.tier']);
  });
  it.each(['__proto__', 'constructor', 'custom_fields.__proto__', 'id', 'name', 'upshot_cause', ''])(
    'is not %j',
    (name) => {
      expect(() => writableField(moduleOf(mapping, 'leads'), name)).toThrow(
        expect.objectContaining({ code: 'crm_refused' }),
      );
    },
  );
  it('is no role that the module has not', () => {
    expect(() => writableRole(moduleOf(mapping, 'users'), 'tags')).toThrow(
      'users has no column for the role tags',
    );
    expect(() => moduleOf(mapping, 'nopes')).toThrow('no module nopes is mapped');
  });
});

describe('taskValues', () => {
  const effect = { module: 'leads', recordId: 'l1', requestedAtMs: Date.UTC(2026, 1, 27, 12) };
  const task = (part: Partial<Task>): Task => ({ title: 'T', assignedTo: null, ...part });
  const values = (part: Partial<Task>, of: ModuleMapping = tasks) => taskValues(of, task(part), effect);

  it('fills the title and the link, and nothing that is not given', () => {
    expect(values({ description: '', tags: [], dueOffsetDays: null })).toEqual({ title: 'T', lead_id: 'l1' });
  });
  it('counts days from when the step was due, as its column takes them', () => {
    expect(values({ dueOffsetDays: 2 })).toMatchObject({ due_at: '2026-03-01T12:00:00.000Z' });
    const byDay = { ...tasks, roles: { ...tasks.roles, dueDate: 'due_date' } };
    expect(values({ dueOffsetDays: 0.5 }, byDay)).toMatchObject({ due_date: '2026-02-28' });
    expect(values({ dueOffsetDays: 0 })).toMatchObject({ due_at: '2026-02-27T12:00:00.000Z' });
  });
  it('finds the columns that stand for ids', () => {
    expect(values({ statusId: 'open', priorityId: 'high', taskTypeId: 'call' })).toMatchObject({
      status: 'open',
      priority: 'high',
      type: 'call',
    });
  });
  it('links nothing where the tasks know no such module', () => {
    expect(taskValues(tasks, task({}), { ...effect, module: 'cases' })).toEqual({ title: 'T' });
  });
  it('names what there is no column for', () => {
    expect(() => values({ startOffsetDays: 1 })).toThrow('tasks has no field for startOffsetDays');
  });
});
