/** Shows on real engines what a date that has come starts, what it does not and why, and what follows it. */
import { randomUUID } from 'node:crypto';
import { deriveId } from '@upshot/ids';
import { createProgressMarks, createRelatedReader } from '@upshot/mirror-reader';
import type { Criteria } from '@upshot/rules';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { overdueTasks, publish, YEARLY } from './testing/time.ts';
import { crashAt, DUE_AT, dueOf, openBench, task } from './testing/time-bench.ts';

let bench: Awaited<ReturnType<typeof openBench>>;
const running: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  bench = await openBench(inject('engines'));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()));
  bench.verdicts.clear();
});
afterAll(async () => {
  await bench.close();
});

const SOON = { timeout: 40_000, interval: 50 };

async function open(...given: Parameters<typeof bench.open>): Promise<void> {
  const { consumer, planning } = await bench.open(...given);
  running.push(consumer, planning);
}

/** Makes a definition live that nothing else knows of. */
function live(
  overrides: Parameters<typeof overdueTasks>[0] = {},
  trigger: Parameters<typeof overdueTasks>[1] = {},
) {
  const definition = overdueTasks({ id: randomUUID(), ...overrides }, trigger);
  publish(bench.rules, definition, 1, Date.now());
  return definition;
}

const startsOf = (definitionId: string) =>
  bench.started.flatMap(({ runId, start }) =>
    start?.definitionId === definitionId ? [{ runId, ...start }] : [],
  );
const toldOf = (definitionId: string, follows: string | null = DUE_AT) =>
  bench.told
    .filter(({ date }) => date?.definitionId === definitionId && date.follows === follows)
    .map(({ verb, dueAtMs, date }) => [verb, dueAtMs, date?.occurrence]);
const counted = (reason: string, times = 1) =>
  vi.waitFor(() => expect([reason, bench.verdicts.get(reason)]).toEqual([reason, times]), SOON);
const about = (field: string, operand: string, more: object = {}): Criteria => ({
  kind: 'condition',
  field,
  operator: 'equals',
  operand,
  caseSensitive: true,
  ...more,
});

describe('a date that has come', () => {
  it('starts a run of the record as it is now, under an id of its own', async () => {
    const definition = live();
    const id = randomUUID();
    await bench.remember(task(id, { title: 'Call' }));
    await open();
    const due = dueOf(definition, id, { rootRunId: 'root', depth: 2 });
    await bench.sendDue(due);
    await vi.waitFor(() => expect(startsOf(definition.id).length).toBe(1), SOON);
    const [start] = startsOf(definition.id);
    expect(start).toMatchObject({
      runId: deriveId('run', 'demo', definition.id, due.timerId, DUE_AT),
      module: 'tasks',
      triggerName: 'task_overdue',
      recordId: id,
      operation: 'update',
      positionId: `position-of-${id}`,
      committedAtMs: Date.parse(DUE_AT),
      rootRunId: 'root',
      depth: 2,
    });
    expect(start?.before).toBe(start?.after);
    expect(JSON.parse(start?.after ?? '')).toMatchObject({ id, title: 'Call' });
    expect(toldOf(definition.id)).toEqual([]);
    await counted('match');
  });
  it('starts the same run when it comes again, and after a crash on either side of the send', async () => {
    const definition = live();
    const ids = [randomUUID(), randomUUID()];
    await bench.remember(...ids.map((id) => task(id)));
    const [planned, sent] = [crashAt('matcher.planned'), crashAt('matcher.sent')];
    await open({
      crashPoint: (name) => {
        planned(name);
        sent(name);
      },
    });
    await bench.sendDue(...ids.flatMap((id) => [dueOf(definition, id), dueOf(definition, id)]));
    await vi.waitFor(
      () => expect(new Set(startsOf(definition.id).map(({ recordId }) => recordId)).size).toBe(2),
      SOON,
    );
    await vi.waitFor(() => expect(startsOf(definition.id).length).toBeGreaterThan(4), SOON);
    expect(new Set(startsOf(definition.id).map(({ runId }) => runId)).size).toBe(2);
  });
  it('is about the record that its lookup leads to, where the definition is', async () => {
    const dated = { module: 'tasks', lookup: 'project' };
    const definition = live({}, { module: 'projects', dated, criteria: about('status', 'active') });
    const [inActive, inDone, inNone] = [randomUUID(), randomUUID(), randomUUID()];
    const project = (recordId: string, status: string) => ({
      ...task(recordId, { status }),
      module: 'projects',
    });
    await bench.remember(
      project(`p-${inActive}`, 'active'),
      project(`p-${inDone}`, 'done'),
      ...[inActive, inDone, inNone].map((id) => task(id, { project_id: `p-${id}` })),
    );
    await open();
    await bench.sendDue(...[inActive, inDone, inNone].map((id) => dueOf(definition, id)));
    await counted('match');
    await counted('no_match');
    await counted('related_missing');
    await vi.waitFor(() => expect(startsOf(definition.id).length).toBe(1), SOON);
    expect(startsOf(definition.id)[0]).toMatchObject({ module: 'projects', recordId: `p-${inActive}` });
  });
  it('is asked about related records', async () => {
    const definition = live({}, { criteria: about('name', 'Acme', { related: 'account' }) });
    const [yes, no] = [randomUUID(), randomUUID()];
    await bench.remember(
      { ...task(`a-${yes}`, { name: 'Acme' }), module: 'accounts' },
      { ...task(`a-${no}`, { name: 'Other' }), module: 'accounts' },
      task(yes, { account_id: `a-${yes}` }),
      task(no, { account_id: `a-${no}` }),
    );
    await open();
    await bench.sendDue(dueOf(definition, yes), dueOf(definition, no));
    await counted('match');
    await counted('no_match');
    await vi.waitFor(
      () => expect(startsOf(definition.id).map(({ recordId }) => recordId)).toEqual([yes]),
      SOON,
    );
  });
});

describe('a date that has come for nothing', () => {
  it.each([
    ['whose definition is switched off', 'definition_inactive', { active: false }, {}],
    ['whose definition counts from another module now', 'definition_inactive', {}, { module: 'projects' }],
    ['whose definition is no longer of time', 'definition_inactive', {}, { kind: 'created' }],
  ] as const)('%s is counted', async (_, reason, overrides, trigger) => {
    const definition = live();
    const id = randomUUID();
    await bench.remember(task(id));
    publish(bench.rules, overdueTasks({ id: definition.id, version: 2, ...overrides }, trigger), 2);
    await open();
    await bench.sendDue(dueOf(definition, id));
    await counted(reason);
    expect(startsOf(definition.id)).toEqual([]);
  });
  it('of a record that is gone is counted, whether it is remembered or not', async () => {
    const definition = live();
    const [deleted, never] = [randomUUID(), randomUUID()];
    await bench.remember(task(deleted, {}, { deleted: true, values: {} }));
    await open();
    await bench.sendDue(dueOf(definition, deleted), dueOf(definition, never));
    await counted('record_gone', 2);
    expect(startsOf(definition.id)).toEqual([]);
  });
  it('of a record that is completed, or meets the criteria no more, is counted and withdrawn', async () => {
    const definition = live({}, { criteria: about('priority', 'high') });
    const [completed, lowered] = [randomUUID(), randomUUID()];
    await bench.remember(
      task(completed, { priority: 'high', status: 'completed' }),
      task(lowered, { priority: 'low' }),
    );
    await open();
    await bench.sendDue(dueOf(definition, completed), dueOf(definition, lowered));
    await counted('no_match', 2);
    await vi.waitFor(
      () => expect(toldOf(definition.id).map(([verb]) => verb)).toEqual(['withdraw', 'withdraw']),
      SOON,
    );
    expect(startsOf(definition.id)).toEqual([]);
  });
  it('of a record whose date has moved is planned for the date that it has now', async () => {
    const definition = live();
    const id = randomUUID();
    const later = new Date(Date.now() + 3_600_000).toISOString();
    await bench.remember(task(id, { due_at: later }, { sequence: 5n }));
    await open();
    await bench.sendDue(dueOf(definition, id));
    await counted('date_moved');
    await vi.waitFor(() => expect(toldOf(definition.id)).toEqual([['plan', Date.parse(later), later]]), SOON);
    expect(startsOf(definition.id)).toEqual([]);
  });
  it('that cannot be read is buried, and the others go on', async () => {
    const definition = live();
    const id = randomUUID();
    await bench.remember(task(id));
    await open();
    await bench.sendDue(Buffer.from('garbage'), dueOf(definition, id));
    await counted('decode-due bad_magic_byte');
    await vi.waitFor(() => expect(startsOf(definition.id).length).toBe(1), SOON);
  });
});

describe('what follows', () => {
  it('what recurs is its next turn', async () => {
    const definition = live({}, YEARLY);
    const id = randomUUID();
    await bench.remember(task(id, { due_date: '2024-02-29' }));
    await open();
    const occurrence = '2024-02-29+12';
    await bench.sendDue(dueOf(definition, id, { occurrence, dueAtMs: Date.parse('2025-02-28T09:00:00Z') }));
    await vi.waitFor(() => expect(startsOf(definition.id).length).toBe(1), SOON);
    const next = ['plan', Date.parse('2026-02-28T09:00:00Z'), '2024-02-29+24'];
    await vi.waitFor(() => expect(toldOf(definition.id, occurrence)).toEqual([next]), SOON);
  });
  it('a second look is whatever the record says now, and no run', async () => {
    const definition = live();
    const [due, completed] = [randomUUID(), randomUUID()];
    const later = new Date(Date.now() + 3_600_000).toISOString();
    await bench.remember(task(due, { due_at: later }), task(completed, { status: 'completed' }));
    await open();
    const look = { occurrence: '', dueAtMs: 5 };
    await bench.sendDue(dueOf(definition, due, look), dueOf(definition, completed, look));
    await counted('looked_again', 2);
    await vi.waitFor(() => expect(toldOf(definition.id, '').length).toBe(2), SOON);
    expect(
      toldOf(definition.id, '').toSorted(([left], [right]) => (String(left) < String(right) ? -1 : 1)),
    ).toEqual([
      ['plan', Date.parse(later), later],
      ['withdraw', 0, ''],
    ]);
    expect(startsOf(definition.id)).toEqual([]);
  });
});

describe('what is not known yet', () => {
  it('is waited for: a version that this matcher has not read', async () => {
    const definition = live();
    const id = randomUUID();
    await bench.remember(task(id));
    await open();
    await bench.sendDue(dueOf(definition, id, { definitionVersion: 2 }));
    await vi.waitFor(async () => expect(await lagOf()).toBeGreaterThan(0n), SOON);
    publish(bench.rules, { ...definition, version: 2 }, 2);
    await vi.waitFor(() => expect(startsOf(definition.id)).toMatchObject([{ definitionVersion: 2 }]), SOON);
  });
  it('is waited for: a mirror that lacks what was committed before', async () => {
    const definition = live();
    const id = randomUUID();
    await bench.remember(task(id));
    const ends = [{ partition: 0, low: 0n, high: 5n }];
    const topic = `topic-${id}`;
    const related = createRelatedReader({
      db: bench.db,
      topicOf: (module) => (module === 'tasks' ? topic : null),
      endsOf: async () => ends,
      waitMs: 50,
    });
    await open({ related });
    await bench.sendDue(dueOf(definition, id));
    await vi.waitFor(async () => expect(await lagOf()).toBeGreaterThan(0n), SOON);
    await bench.remember(task(id, { title: 'As it is by now' }, { sequence: 2n }));
    await createProgressMarks(bench.db).set({ topic, partition: 0, nextOffset: 5, committedAtMs: 9 });
    await vi.waitFor(() => expect(startsOf(definition.id).length).toBe(1), SOON);
    expect(startsOf(definition.id)[0]?.after).toContain('As it is by now');
  });
});

const lagOf = () => bench.lag();
