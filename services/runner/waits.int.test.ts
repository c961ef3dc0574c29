/** Waits on real engines: by the tenant's calendar and the zones that the mirror knows, moved, overdue, stale, and each once over crashes. */
import { randomUUID } from 'node:crypto';
import { standardCalendar } from '@upshot/calendar';
import type { Edge, Graph, WaitNode, WaitUntil } from '@upshot/definitions';
import { UpshotError } from '@upshot/errors';
import {
  createRelatedReader,
  MIRROR,
  mirrorCollections,
  toDocument,
  type MirrorDocument,
} from '@upshot/mirror-reader';
import { ensureIndexes } from '@upshot/mongo';
import type { Criteria } from '@upshot/rules';
import type { RunSignal, StartRun } from '@upshot/schemas';
import {
  CALENDARS_COLLECTION,
  createCalendarStore,
  createTenantCalendars,
  standardSettings,
  type CalendarSettings,
  type TenantCalendars,
} from '@upshot/tenant-calendars';
import type { FieldValue } from '@upshot/values';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { surroundingsBy } from './evaluator.ts';
import { runCollections } from './ports/run-store.ts';
import { signalCollections } from './ports/signal-store.ts';
import { openBench, startCommand } from './testing/bench.ts';
import { commandTo, crashAt, openHouse } from './testing/house.ts';
import { zonedMapping } from './testing/zoned-mapping.ts';

const CALENDAR: CalendarSettings = {
  ...standardSettings('America/New_York'),
  publicHolidays: { country: 'US' },
  days: [{ day: '12-24', name: 'Christmas Eve', hours: [] }],
};
const HOUR_MS = 3_600_000;
const NOW_MS = Date.parse('2026-12-23T15:00:00Z');
const at = (text: string): number => Date.parse(text);

let bench: Awaited<ReturnType<typeof openBench>>;
let calendars: TenantCalendars;
beforeAll(async () => {
  bench = await openBench(inject('engines'));
  const specs = [...runCollections, ...signalCollections, ...mirrorCollections, CALENDARS_COLLECTION];
  await ensureIndexes(bench.db, specs);
  const store = createCalendarStore(bench.db);
  await store.put({ tenantId: bench.tenantId }, { settings: CALENDAR, replaces: 0, updatedBy: 'k' });
  calendars = createTenantCalendars({ store: async () => store, log: { warn: () => {} }, everyMs: 50 });
  await calendars.refresh();
});
afterAll(async () => {
  await calendars.stop();
  await bench.close();
});

/** A runner in a mapping with zones, with a clock that the test sets. */
function open() {
  let nowMs = NOW_MS;
  const related = createRelatedReader({ db: bench.db, topicOf: () => null, endsOf: async () => [] });
  const surroundingsIn = surroundingsBy(zonedMapping, calendars);
  const ports = { ...bench.ports, related, surroundingsIn, now: () => nowMs };
  const house = openHouse({ ...bench, ports });
  return Object.assign(house, { setNow: (ms: number) => void (nowMs = ms) });
}
type House = ReturnType<typeof open>;

const graphOf = (node: Omit<WaitNode, 'kind' | 'id'>): Graph => {
  const outcomes = ['done', 'stale', 'disqualified', 'no_date'];
  const edges = outcomes.map((outcome): Edge => ({ from: 'w', outcome, to: outcome }));
  const ends = outcomes.map((id) => ({ kind: 'end' as const, id, status: 'completed' as const, reason: id }));
  return { start: 'w', nodes: [{ kind: 'wait', id: 'w', ...node }, ...ends], edges };
};

/** Starts a run that waits, and says when its timer is due. */
async function begin(
  house: House,
  node: Omit<WaitNode, 'kind' | 'id'>,
  after: Record<string, FieldValue> = {},
  more: Partial<StartRun> = {},
) {
  const [runId, recordId] = [randomUUID(), more.recordId ?? randomUUID()];
  const start = { module: 'deals', recordId, after: JSON.stringify(after), ...more };
  await house.tell(startCommand(bench.tenantId, runId, graphOf(node), start));
  const timers = (await house.timersSent()).filter((timer) => timer.runId === runId);
  return {
    runId,
    recordId,
    timer: timers[0],
    dueAt: timers.map(({ dueAtMs }) => new Date(dueAtMs).toISOString()),
  };
}

/** Fires the run's last timer at an instant, as the scheduler would, and takes it at another. */
async function fire(house: House, runId: string, firedAtMs: number, nowMs = firedAtMs): Promise<void> {
  const [step] = (await house.stateOf(runId)).openSteps;
  const timerId = step?.timers[0]?.timerId ?? 'none';
  const fireTimer = { timerId, stepId: step?.stepId ?? 'none', dueAtMs: step?.dueAtMs ?? 0, firedAtMs };
  house.setNow(nowMs);
  await house.tell(commandTo(bench.tenantId, runId, { fireTimer }));
}

/** How the run ended: the reason of the end that it came to. */
async function endOf(house: House, runId: string): Promise<string | undefined> {
  const events = (await house.eventsSent()).filter((event) => event.runId === runId);
  return events.find(({ runFinished }) => runFinished !== null)?.runFinished?.reason ?? undefined;
}

async function remember(module: string, recordId: string, values: Record<string, FieldValue>): Promise<void> {
  const name = { tenantId: bench.tenantId, module, recordId };
  const as = { unknown: [], deleted: false, sequence: 1n, positionId: 'p', committedAtMs: NOW_MS };
  const record = { ...name, ...as, values };
  const { _id, ...document } = toDocument(record, new Date());
  await bench.db.collection<MirrorDocument>(MIRROR).replaceOne({ _id }, document, { upsert: true });
}

const NINE = { kind: 'time_of_day', timeOfDay: '09:00' } as const;
const HOUR: WaitUntil = { kind: 'duration', durationMs: HOUR_MS };
const DUE: WaitUntil = {
  kind: 'date',
  field: 'due',
  offset: { amount: -1, unit: 'business_days' },
  timeOfDay: '09:00',
};

describe('a wait', () => {
  it.each<[string, WaitUntil, string]>([
    ['a duration', HOUR, '2026-12-23T16:00:00.000Z'],
    ['years', { kind: 'offset', offset: { amount: 2, unit: 'years' } }, '2028-12-23T15:00:00.000Z'],
    [
      'business days by the tenant’s calendar',
      { kind: 'offset', offset: { amount: 2, unit: 'business_days' }, timeOfDay: '09:00' },
      '2026-12-29T14:00:00.000Z',
    ],
    [
      'business hours by the tenant’s calendar',
      { kind: 'offset', offset: { amount: 8, unit: 'business_hours' } },
      '2026-12-28T15:00:00.000Z',
    ],
    ['a time in the tenant’s zone', NINE, '2026-12-24T14:00:00.000Z'],
    ['a time in the record’s zone', { ...NINE, zone: 'record' }, '2026-12-24T00:00:00.000Z'],
    ['a time in the owner’s zone', { ...NINE, zone: 'owner' }, '2026-12-24T03:30:00.000Z'],
    ['a date of the record', DUE, '2026-12-28T14:00:00.000Z'],
  ])('for %s sets one timer', async (_, until, due) => {
    const house = open();
    await remember('users', 'u1', { tz: 'Asia/Kolkata' });
    const record = { zone: 'Asia/Tokyo', owner_id: 'u1', due: '2026-12-29' };
    const { runId, dueAt } = await begin(house, { until }, record);
    expect(dueAt).toEqual([due]);
    expect((await house.stateOf(runId)).openSteps).toMatchObject([{ nodeId: 'w', dueAtMs: at(due) }]);
  });
  it.each([{}, { due: null }, { due: 'soon' }])(
    'for a date ends at once where the record is %j',
    async (after) => {
      const house = open();
      const { runId, dueAt } = await begin(house, { until: DUE }, after);
      expect([dueAt, await endOf(house, runId)]).toEqual([[], 'no_date']);
    },
  );
  it('is counted by the calendar that is there when it begins', async () => {
    const house = open();
    const tenantId = `${bench.tenantId}-late`;
    const start = startCommand(
      tenantId,
      randomUUID(),
      graphOf({ until: { kind: 'offset', offset: { amount: 1, unit: 'business_days' } } }),
      { module: 'deals' },
    );
    const again = startCommand(tenantId, randomUUID(), graphOf({ until: NINE }), { module: 'deals' });
    await house.tell(start);
    const settings = { ...standardSettings('Asia/Tokyo'), week: standardCalendar('Asia/Tokyo').week };
    await createCalendarStore(bench.db).put({ tenantId }, { settings, replaces: 0, updatedBy: 'k' });
    await calendars.refresh();
    await house.tell(start, again);
    expect((await house.timersSent()).map(({ dueAtMs }) => new Date(dueAtMs).toISOString())).toEqual([
      '2026-12-24T15:00:00.000Z',
      '2026-12-24T15:00:00.000Z',
      '2026-12-24T00:00:00.000Z',
    ]);
  });
});

describe('a timer that fires', () => {
  it.each([
    ['in time', 0, 0, 'done'],
    ['late, within the limit', HOUR_MS, HOUR_MS, 'done'],
    ['late, beyond it', HOUR_MS + 1, HOUR_MS + 1, 'stale'],
    ['in time, and the runner was away for longer', 0, HOUR_MS + 1, 'stale'],
    ['a year late', 365 * 24 * HOUR_MS, 365 * 24 * HOUR_MS, 'stale'],
  ])('%s: its run goes on, or says that it is stale', async (_, firedLateMs, heardLateMs, reason) => {
    const house = open();
    const { runId, timer } = await begin(house, { until: HOUR, staleAfterMs: HOUR_MS });
    const dueAtMs = timer?.dueAtMs ?? Number.NaN;
    await fire(house, runId, dueAtMs + firedLateMs, dueAtMs + heardLateMs);
    expect(await endOf(house, runId)).toBe(reason);
  });
  it('goes on however late it is, without a limit', async () => {
    const house = open();
    const { runId } = await begin(house, { until: HOUR });
    await fire(house, runId, NOW_MS + 1_000 * 24 * HOUR_MS);
    expect(await endOf(house, runId)).toBe('done');
  });
  it('for a date that had passed long before the run came is stale too', async () => {
    const house = open();
    const node = { until: { ...DUE, field: 'due' }, staleAfterMs: 24 * HOUR_MS };
    const { runId, dueAt } = await begin(house, node, { due: '2026-06-02' });
    expect(dueAt).toEqual(['2026-06-01T13:00:00.000Z']);
    await fire(house, runId, NOW_MS + 5);
    expect(await endOf(house, runId)).toBe('stale');
  });
  it.each([
    ['holds', 'won', 'done'],
    ['holds no more', 'lost', 'disqualified'],
  ])('asks the trigger’s criteria again: what %s', async (_, stage, reason) => {
    const house = open();
    const criteria: Criteria = {
      kind: 'condition',
      field: 'stage',
      operator: 'equals',
      operand: 'won',
      caseSensitive: true,
    };
    const more = { criteria: JSON.stringify(criteria) };
    const { runId, recordId } = await begin(house, { until: HOUR, recheck: true }, { stage: 'won' }, more);
    await remember('deals', recordId, { stage });
    await fire(house, runId, NOW_MS + HOUR_MS);
    expect(await endOf(house, runId)).toBe(reason);
  });
  it.each(['runner.decided', 'runner.stored', 'runner.sent'])(
    'moves its run once, though the runner dies at %s',
    async (point) => {
      const house = open();
      const { runId, timer } = await begin(house, { until: HOUR, staleAfterMs: HOUR_MS });
      const { stepId = 'none', timerId = 'none', dueAtMs = 0 } = timer ?? {};
      house.setNow(dueAtMs);
      const fired = commandTo(bench.tenantId, runId, {
        fireTimer: { timerId, stepId, dueAtMs, firedAtMs: dueAtMs },
      });
      await expect(house.take([fired], { crashPoint: crashAt(point) })).rejects.toThrow(UpshotError);
      await house.tell(fired, fired);
      expect(await endOf(house, runId)).toBe('done');
      const ends = (await house.eventsSent()).filter((event) => event.runId === runId && event.runFinished);
      expect(new Set(ends.map(({ seq }) => seq)).size).toBe(1);
    },
  );
});

describe('a date that moves', () => {
  const moved = (recordId: string, due: string | null): RunSignal => ({
    tenantId: bench.tenantId,
    definitionId: 'd1',
    nodeId: 'w',
    module: 'deals',
    recordId,
    what: 'date',
    positionId: randomUUID(),
    occurredAtMs: NOW_MS,
    record: JSON.stringify({ due }),
    output: '{}',
    fromVersion: 0,
    toVersion: null,
  });
  it('moves its wait by the tenant’s calendar; emptied, it ends it', async () => {
    const house = open();
    const { runId, recordId } = await begin(house, { until: DUE }, { due: '2026-12-29' });
    await house.signal([moved(recordId, '2027-01-04')]);
    await house.settle();
    expect((await house.stateOf(runId)).openSteps).toMatchObject([{ dueAtMs: at('2026-12-31T14:00:00Z') }]);
    await house.signal([moved(recordId, null)]);
    await house.settle();
    expect(await endOf(house, runId)).toBe('no_date');
  });
});
