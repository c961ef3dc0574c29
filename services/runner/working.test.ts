/** Shows whose calendar a run waits by, and in which zone: what is read of the record and its owner, and when it is read at all. */
import { standardCalendar, type BusinessCalendar } from '@upshot/calendar';
import type { WaitUntil } from '@upshot/definitions';
import { UpshotError } from '@upshot/errors';
import type { Fields, RunOrigin } from '@upshot/flow';
import type { RelatedAsk } from '@upshot/mirror-reader';
import type { RelatedReading } from '@upshot/rules';
import { startTelemetry } from '@upshot/telemetry';
import { beforeEach, describe, expect, it } from 'vitest';
import { surroundingsBy } from './evaluator.ts';
import { decideRuns, type DecideRunsPorts } from './stages/decide.ts';
import { toldOf } from './testing/told.ts';
import { zonedMapping } from './testing/zoned-mapping.ts';

const MONDAY_MS = Date.parse('2026-11-23T10:00:00Z');
const TOKYO: BusinessCalendar = { ...standardCalendar('Asia/Tokyo'), holidays: ['2026-11-24'] };

const COMMITTED_MS = MONDAY_MS - 5_000;
let asked: RelatedAsk[];
let mirror: Record<string, RelatedReading>;
beforeEach(() => {
  [asked, mirror] = [[], {}];
});

const ports: DecideRunsPorts = {
  outbox: { recordsOf: () => [] },
  telemetry: startTelemetry({ service: 'runner-test' }),
  now: () => MONDAY_MS,
  surroundingsIn: surroundingsBy(zonedMapping, {
    find: (tenantId) => (tenantId === 'tokyo' ? { revision: 1, calendar: TOKYO } : null),
  }),
  related: {
    read: async (asks) => {
      asked.push(...asks);
      return asks.map(({ module, recordId }) => mirror[`${module}/${recordId}`] ?? 'related_missing');
    },
  },
};
const image = (values: Fields): RelatedReading => ({ values, unknown: [] });

/** When a run that waits is to go on, as text; `null` where it does not wait. */
async function dueOf(until: WaitUntil, after: Fields, { tenantId = 't', module = 'deals' } = {}) {
  const graph = { start: 'w', nodes: [{ kind: 'wait' as const, id: 'w', until }], edges: [] };
  const origin: RunOrigin = {
    tenantId,
    runId: 'r',
    definitionId: 'd',
    definitionVersion: 1,
    definitionName: 'D',
    dialect: 'native',
    module,
    triggerName: 'saved',
    recordId: 'd1',
    operation: 'update',
    before: null,
    after,
    positionId: 'p',
    committedAtMs: COMMITTED_MS,
    rootRunId: 'r',
    depth: 0,
  };
  const told = [toldOf({ type: 'start', origin, graph })];
  const [decided] = await decideRuns([{ tenantId, runId: 'r', told, stored: null, state: null }], ports);
  const dueAtMs = decided?.state?.openSteps[0]?.dueAtMs ?? null;
  return dueAtMs === null ? null : new Date(dueAtMs).toISOString();
}

const NINE = { kind: 'time_of_day', timeOfDay: '09:00' } as const;
const BUSINESS_DAY: WaitUntil = { kind: 'offset', offset: { amount: 1, unit: 'business_days' } };

describe('the calendar', () => {
  it('is the tenant’s', async () => {
    expect(await dueOf(BUSINESS_DAY, {}, { tenantId: 'tokyo' })).toBe('2026-11-25T10:00:00.000Z');
    expect(await dueOf(NINE, {}, { tenantId: 'tokyo' })).toBe('2026-11-24T00:00:00.000Z');
  });
  it('is the standard one in the mapping’s zone for a tenant that has none', async () => {
    expect(await dueOf(BUSINESS_DAY, {})).toBe('2026-11-24T10:00:00.000Z');
    expect(await dueOf(NINE, {})).toBe('2026-11-24T08:00:00.000Z');
  });
  it('and the tenant’s zone are found without reading anything, even of a module that is not mapped', async () => {
    expect(await dueOf(NINE, {}, { module: 'gone' })).toBe('2026-11-24T08:00:00.000Z');
    expect(await dueOf({ ...NINE, zone: 'record' }, {}, { module: 'gone' })).toBe('2026-11-24T08:00:00.000Z');
    expect(await dueOf({ ...NINE, zone: 'owner' }, {}, { module: 'gone' })).toBe('2026-11-24T08:00:00.000Z');
    expect(asked).toEqual([]);
  });
  it('that is not known yet keeps a run from being decided', async () => {
    const find = (): never => {
      throw new UpshotError('store_unavailable', 'not read yet');
    };
    const waiting = { ...ports, surroundingsIn: surroundingsBy(zonedMapping, { find }) };
    const asking = { tenantId: 't', recordId: 'r', nowMs: 0, readings: new Map(), wanted: new Map() };
    expect(() => waiting.surroundingsIn('deals', asking).working({})).toThrow(UpshotError);
  });
});

describe('the record’s zone', () => {
  const until: WaitUntil = { ...NINE, zone: 'record' };
  it.each([
    ['America/New_York', '2026-11-23T14:00:00.000Z'],
    ['somewhere', '2026-11-24T08:00:00.000Z'],
    [null, '2026-11-24T08:00:00.000Z'],
  ])('%j stands in its column', async (zone, due) => {
    expect(await dueOf(until, { zone })).toBe(due);
    expect(asked).toEqual([]);
  });
  it('is read of the mirror where the run’s record lacks the column', async () => {
    mirror = { 'deals/d1': image({ zone: 'America/New_York' }) };
    expect(await dueOf(until, {})).toBe('2026-11-23T14:00:00.000Z');
    expect(asked).toEqual([{ tenantId: 't', module: 'deals', recordId: 'd1', committedAtMs: COMMITTED_MS }]);
  });
});

describe('the owner’s zone', () => {
  const until: WaitUntil = { ...NINE, zone: 'owner' };
  it('is read of the mirror, however old its copy is', async () => {
    mirror = { 'users/u1': image({ tz: 'Asia/Kolkata' }) };
    expect(await dueOf(until, { owner_id: 'u1' })).toBe('2026-11-24T03:30:00.000Z');
    expect(asked).toEqual([{ tenantId: 't', module: 'users', recordId: 'u1', committedAtMs: 0 }]);
  });
  it('is found although the run’s record lacks the owner', async () => {
    mirror = { 'deals/d1': image({ owner_id: 'u1' }), 'users/u1': image({ tz: 'Asia/Kolkata' }) };
    expect(await dueOf(until, {})).toBe('2026-11-24T03:30:00.000Z');
  });
  it.each([
    ['no owner', { owner_id: null }, {}],
    ['an owner that nobody knows', { owner_id: 'u1' }, {}],
    ['an owner without a zone', { owner_id: 'u1' }, { 'users/u1': image({ tz: null }) }],
    ['an owner whose zone is none', { owner_id: 'u1' }, { 'users/u1': image({ tz: 'Berlin' }) }],
  ])('is the tenant’s where there is %s', async (_, record, known) => {
    mirror = known;
    expect(await dueOf(until, record)).toBe('2026-11-24T08:00:00.000Z');
  });
  it('is not looked for where the wait does not name it', async () => {
    await dueOf(NINE, { owner_id: 'u1' });
    await dueOf(BUSINESS_DAY, { owner_id: 'u1' });
    expect(asked).toEqual([]);
  });
});

describe('a date of the record', () => {
  it('is read of the mirror where the run’s record lacks it', async () => {
    const until: WaitUntil = { kind: 'date', field: 'due', offset: { amount: 1, unit: 'days' } };
    mirror = { 'deals/d1': image({ due: '2026-12-01' }) };
    expect(await dueOf(until, {})).toBe('2026-12-01T23:00:00.000Z');
    mirror = {};
    expect(await dueOf(until, { due: '2026-12-24' })).toBe('2026-12-24T23:00:00.000Z');
    expect(await dueOf(until, { due: null })).toBeNull();
  });
});
