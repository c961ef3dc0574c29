/** What a change of a record tells its timer: nothing where nothing moved, and never of what is past but where it is to. */
import type { Definition } from '@upshot/definitions';
import { newTally } from '@upshot/rules';
import type { TimerCommand } from '@upshot/schemas';
import { startTelemetry } from '@upshot/telemetry';
import type { Image } from '@upshot/values';
import { beforeEach, describe, expect, it } from 'vitest';
import type { RecordChanged } from './record-change.ts';
import { planTimers } from './stages/plan-timers.ts';
import { image, overdueTasks, publish, taskChanged, timeRules, YEARLY } from './testing/time.ts';
import { timerIdOf } from './time/timer-command.ts';
import { createVerdicts } from './verdicts.ts';

const NOW_MS = 7_000;
const DUE_AT = '2026-03-01T10:00:00Z';
const LATER = '2026-04-01T10:00:00Z';
const DUE_MS = Date.parse(DUE_AT);
const [BEFORE_MS, AFTER_MS] = [DUE_MS - 1, DUE_MS + 1];

let counts: Map<string, number>;
beforeEach(() => {
  counts = new Map();
});

function told(changed: RecordChanged, ...definitions: readonly Definition[]): readonly TimerCommand[] {
  const countRecords = (_: string, reason: string, count = 1) => void counts.set(reason, count);
  const verdicts = createVerdicts({ countRecords }, newTally());
  const records = planTimers(changed, {
    timeRules: timeRules(...(definitions.length > 0 ? definitions : [overdueTasks()])),
    timerCodec: { encode: (command) => Buffer.from(JSON.stringify(command)) },
    verdicts,
    telemetry: startTelemetry({ service: 'matcher-test' }),
    now: () => NOW_MS,
  });
  verdicts.flush();
  return records.map(({ value }) => JSON.parse(value?.toString() ?? ''));
}

const shown = (changed: RecordChanged, ...definitions: readonly Definition[]) =>
  told(changed, ...definitions).map(({ verb, dueAtMs, date }) => [verb, dueAtMs, date?.fromMs]);
const task = (more: Image['values'] = {}): Image =>
  image({ status: 'open', completed_at: null, due_at: DUE_AT, priority: 'high', ...more });
const updated = (before: Image | null, after: Image, facts: Parameters<typeof taskChanged>[3] = {}) =>
  taskChanged('update', before, after, { committedAtMs: BEFORE_MS, ...facts });
const cause = (depth: number) => ({
  effectId: 'e',
  runId: 'r',
  rootRunId: 'root',
  depth,
  definitionId: 'other',
});
const reached = overdueTasks(
  {},
  {
    kind: 'date_reached',
    schedule: {
      field: 'due_at',
      offset: { amount: 0, unit: 'minutes' },
      timeOfDay: null,
      zone: 'UTC',
      recurrence: 'once',
    },
  },
);

describe('a new record', () => {
  it('is planned for its date, with all that its firing will need', () => {
    const [command] = told(taskChanged('create', null, task(), { sequence: 9n, committedAtMs: BEFORE_MS }));
    const rule = timeRules(overdueTasks()).find('demo', 'd1');
    expect(command).toEqual({
      tenantId: 'demo',
      timerId: rule ? timerIdOf(rule, 't1') : '',
      runId: '',
      stepId: '',
      verb: 'plan',
      dueAtMs: DUE_MS,
      date: {
        definitionId: 'd1',
        definitionVersion: 1,
        module: 'tasks',
        recordId: 't1',
        sequence: '9'.padStart(40, '0'),
        fromMs: 0,
        occurrence: '2026-03-01T10:00:00.000Z',
        follows: null,
        rootRunId: null,
        depth: 0,
      },
    });
    expect([...counts]).toEqual([['planned', 1]]);
  });
  it.each([
    ['without a date', task({ due_at: null })],
    ['that is completed', task({ status: 'completed' })],
  ])('is not spoken of %s', (_, after) => {
    expect(told(taskChanged('create', null, after))).toEqual([]);
  });
  it('that is overdue already is so at once; a date that is past is not reached any more', () => {
    const create = taskChanged('create', null, task(), { committedAtMs: AFTER_MS });
    expect(shown(create)).toEqual([['plan', DUE_MS, 0]]);
    expect(shown(create, reached)).toEqual([]);
  });
  it('that only has another id now is no more overdue than it was', () => {
    expect(told(taskChanged('create', null, task(), { committedAtMs: AFTER_MS, rekeyed: true }))).toEqual([]);
    const ahead = taskChanged('create', null, task(), { committedAtMs: BEFORE_MS, rekeyed: true });
    expect(shown(ahead)).toEqual([['plan', DUE_MS, BEFORE_MS]]);
  });
});

describe('an update', () => {
  it.each([
    ['of something else', updated(task({ title: 'a' }), task({ title: 'b' }))],
    ['to the same date, written otherwise', updated(task(), task({ due_at: '2026-03-01T11:00:00+01:00' }))],
    ['that left the date out', updated(task(), image({ status: 'open', completed_at: null }, ['due_at']))],
  ])('%s says nothing', (_, changed) => {
    expect(told(changed)).toEqual([]);
    expect([...counts]).toEqual([]);
  });
  it('of the date moves it, and takes it away', () => {
    expect(shown(updated(task(), task({ due_at: LATER })))).toEqual([['plan', Date.parse(LATER), 0]]);
    expect(shown(updated(task(), task({ due_at: null })))).toEqual([['withdraw', 0, 0]]);
    expect(counts.get('withdrawn')).toBe(1);
  });
  it('of what it is asked about withdraws and plans, never for what is past', () => {
    const criteria = {
      kind: 'condition',
      field: 'priority',
      operator: 'equals',
      operand: 'high',
      caseSensitive: true,
    } as const;
    const filtered = overdueTasks({}, { criteria });
    expect(shown(updated(task(), task({ status: 'completed' })))).toEqual([['withdraw', 0, BEFORE_MS]]);
    expect(shown(updated(task(), task({ priority: 'low' })), filtered)).toEqual([['withdraw', 0, BEFORE_MS]]);
    expect(shown(updated(task(), task({ priority: 'low' })))).toEqual([]);
    const reopened = updated(task({ status: 'completed' }), task(), { committedAtMs: AFTER_MS });
    expect(shown(reopened)).toEqual([['plan', DUE_MS, AFTER_MS]]);
  });
  it('to a date that is past makes overdue at once, where a person made it', () => {
    const facts = { committedAtMs: AFTER_MS };
    expect(shown(updated(task({ due_at: LATER }), task(), facts))).toEqual([['plan', DUE_MS, 0]]);
    expect(shown(updated(task({ due_at: LATER }), task(), facts), reached)).toEqual([
      ['plan', DUE_MS, AFTER_MS],
    ]);
    const ours = updated(task({ due_at: LATER }), task(), { ...facts, cause: cause(1) });
    expect(shown(ours)).toEqual([['plan', DUE_MS, AFTER_MS]]);
    const admitted = overdueTasks({}, { maxDepth: 1 });
    expect(shown(ours, admitted)).toEqual([['plan', DUE_MS, 0]]);
  });
  it('without the image before plans, and makes nothing up', () => {
    expect(shown(updated(null, task(), { committedAtMs: AFTER_MS }))).toEqual([['plan', DUE_MS, AFTER_MS]]);
  });
  it('whose image lacks what decides it has the record looked at again, at once', () => {
    const lacking = image({ due_at: DUE_AT, completed_at: null }, ['status']);
    const [command] = told(updated(task({ due_at: LATER }), lacking));
    expect(command).toMatchObject({ verb: 'plan', dueAtMs: NOW_MS, date: { occurrence: '' } });
  });
});

describe('what else happens to a record', () => {
  it('a delete withdraws', () => {
    expect(shown(taskChanged('delete', task(), null))).toEqual([['withdraw', 0, 0]]);
  });
  it('a snapshot plans what lies ahead, and starts nothing', () => {
    const read = (committedAtMs: number) => taskChanged('read', null, task(), { committedAtMs });
    expect(shown(read(BEFORE_MS))).toEqual([['plan', DUE_MS, BEFORE_MS]]);
    expect(shown(read(AFTER_MS))).toEqual([]);
  });
  it('a write-back carries its cause, and a chain of them ends', () => {
    const written = (depth: number) => taskChanged('create', null, task(), { cause: cause(depth) });
    expect(told(written(8))[0]?.date).toMatchObject({ rootRunId: 'root', depth: 8 });
    expect(told(written(9))).toEqual([]);
    expect(counts.get('loop_limit')).toBe(1);
    const moved = updated(task(), task({ due_at: LATER }), { cause: cause(9) });
    expect(shown(moved).map(([verb]) => verb)).toEqual(['withdraw']);
  });
  it('concerns each definition of its tenant that counts from its module, and no other', () => {
    const create = taskChanged('create', null, task({ due_date: '2026-03-01' }));
    const others = [
      overdueTasks({ id: 'd2' }, YEARLY),
      overdueTasks({ id: 'd3', tenantId: 'another' }),
      overdueTasks({ id: 'd4', active: false }),
      overdueTasks({ id: 'd5' }, { module: 'projects' }),
      overdueTasks({ id: 'd6' }, { module: 'projects', dated: { module: 'tasks', lookup: 'project' } }),
    ];
    const ids = told(create, overdueTasks(), ...others).map(({ date }) => date?.definitionId);
    expect(ids).toEqual(['d1', 'd2']);
    const inProject = taskChanged('create', null, task({ project_id: 'p' }));
    expect(told(inProject, ...others).map(({ date }) => date?.definitionId)).toEqual(['d6']);
  });
});

describe('the rules of time', () => {
  it('have the newest state of each definition, and say which columns they read', () => {
    const rules = timeRules(overdueTasks());
    const columns = rules.columnsOf('tasks');
    expect([...columns].toSorted()).toEqual(['completed_at', 'due_at', 'status']);
    publish(rules, overdueTasks({ version: 2 }), 2);
    expect(rules.columnsOf('tasks')).toBe(columns);
    expect(rules.of('demo', 'tasks').map(({ revision }) => revision)).toEqual([2]);
    publish(rules, overdueTasks({ version: 3 }, YEARLY), 3);
    expect([...rules.columnsOf('tasks')]).toEqual(['due_date']);
    publish(rules, overdueTasks({ active: false }), 4);
    expect([rules.listensTo('tasks'), rules.of('demo', 'tasks'), rules.find('demo', 'd1')]).toEqual([
      false,
      [],
      null,
    ]);
    expect([rules.find('demo', 'never'), rules.find('another', 'd1')]).toEqual([undefined, undefined]);
  });
  it('tell whoever listens of every rule, those before it too', () => {
    const rules = timeRules(overdueTasks());
    const heard: string[] = [];
    rules.onRule(({ definition, revision }) => heard.push(`${definition.id}@${revision}`));
    publish(rules, overdueTasks({ id: 'd2' }), 5);
    publish(rules, overdueTasks({ id: 'd2', active: false }), 6);
    expect(heard).toEqual(['d1@1', 'd2@5']);
  });
});
