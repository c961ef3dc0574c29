/** Calendars and previews over the API: read, put, raced for, refused by their places, kept apart by tenant; what is due by them. */
import { randomUUID } from 'node:crypto';
import { loadMapping } from '@upshot/mapping';
import { UpshotError } from '@upshot/errors';
import { READ_SCOPES } from '@upshot/keys';
import { createCalendarStore, createTenantCalendars } from '@upshot/tenant-calendars';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { openBench, type Bench } from './testing/bench.ts';
import type { Client, Reply } from './testing/client.ts';

const loaded = loadMapping(
  `
version: 1
topicPrefix: crm
timeZone: Europe/Berlin
tenant: { column: tenant_id }
modules:
  deals:
    table: public.deals
    id: id
    fields: { id: text, tenant_id: text, zone: text, due: date }
    roles: { timeZone: zone }
`,
  'test',
);
if (!loaded.ok) throw new UpshotError('mapping_invalid', 'the mapping of the test');
const modules = loaded.value;

const PATH = '/api/calendar';
const WORK = [{ from: '09:00', to: '17:00' }];
const WEEK = {
  monday: WORK,
  tuesday: WORK,
  wednesday: WORK,
  thursday: WORK,
  friday: WORK,
  saturday: [],
  sunday: [],
};
const CALENDAR = {
  zone: 'America/New_York',
  week: { ...WEEK, friday: [{ from: '09:00', to: '12:00' }] },
  publicHolidays: { country: 'US' },
  days: [{ day: '12-24', name: 'Christmas Eve', hours: [] }],
};

let bench: Bench;
let tenantId: string;
let writer: Client;
beforeAll(async () => {
  bench = await openBench(inject('engines'), { modules });
});
beforeEach(async () => {
  tenantId = `t-${randomUUID()}`;
  writer = bench.client(await bench.keyOf(tenantId, ['definitions:read', 'definitions:write']));
});
afterAll(async () => {
  await bench.close();
});

const putIf = (ifMatch: string, body: object = CALENDAR): Promise<Reply> =>
  writer.send('PUT', PATH, {
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', 'if-match': ifMatch },
  });
const pointersOf = ({ body }: Reply): unknown =>
  typeof body === 'object' && body !== null && 'errors' in body && Array.isArray(body.errors)
    ? body.errors.map((each: unknown) =>
        typeof each === 'object' && each !== null && 'pointer' in each ? each.pointer : null,
      )
    : [];

describe('a calendar', () => {
  it('is the usual week in the mapping’s zone until one is put', async () => {
    expect(await writer.get(PATH)).toMatchObject({
      status: 200,
      body: {
        zone: 'Europe/Berlin',
        week: WEEK,
        publicHolidays: null,
        days: [],
        revision: 0,
        updatedAt: null,
      },
    });
  });
  it('reads back as it was put, and can be sent back as it was read', async () => {
    const put = await writer.put(PATH, CALENDAR);
    expect(put).toMatchObject({ status: 200, body: { ...CALENDAR, revision: 1 } });
    const read = await writer.get(PATH);
    expect(read.body).toEqual(put.body);
    expect([put.headers.get('etag'), read.headers.get('etag')]).toEqual(['"1"', '"1"']);
    expect(await writer.put(PATH, read.body)).toMatchObject({ status: 200, body: { revision: 2 } });
  });
  it('is replaced by If-Match or its revision only as long as it is what was seen', async () => {
    expect((await putIf('"1"')).status).toBe(412);
    expect((await putIf('"0"')).status).toBe(200);
    expect(await putIf('"0"')).toMatchObject({ status: 412, body: { title: 'Precondition Failed' } });
    expect((await putIf('"7", "1"')).status).toBe(200);
    expect((await putIf('*')).status).toBe(200);
    expect((await writer.put(PATH, { ...CALENDAR, revision: 2 })).status).toBe(412);
    expect((await writer.put(PATH, { ...CALENDAR, revision: 3 })).status).toBe(200);
  });
  it('is put by one of those who replace the same', async () => {
    const replies = await Promise.all(Array.from({ length: 5 }, () => putIf('"0"')));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(replies.every(({ status }) => [200, 409, 412].includes(status))).toBe(true);
    expect(await writer.get(PATH)).toMatchObject({ body: { revision: 1 } });
  });
  it('is its tenant’s alone, and a reader’s only to read', async () => {
    await writer.put(PATH, CALENDAR);
    expect(await bench.other.get(PATH)).toMatchObject({ body: { revision: 0 } });
    const reader = bench.client(await bench.keyOf(tenantId, READ_SCOPES));
    expect(await reader.get(PATH)).toMatchObject({ body: { revision: 1 } });
    expect((await reader.put(PATH, CALENDAR)).status).toBe(403);
    expect((await bench.client('').get(PATH)).status).toBe(401);
  });
  it.each<[string, object]>([
    ['/zone', { zone: 'Mars/Base' }],
    ['/week/monday/0', { week: { ...WEEK, monday: [{ from: '17:00', to: '09:00' }] } }],
    ['/publicHolidays/country', { publicHolidays: { country: 'XX' } }],
    ['/publicHolidays/state', { publicHolidays: { country: 'US', state: 'XX' } }],
    ['/days/0/day', { days: [{ day: '02-30', name: 'x', hours: [] }] }],
    ['/revision', { revision: -1 }],
    ['/vacations', { vacations: [] }],
  ])('is refused by %s, and nothing of it is stored', async (pointer, part) => {
    const reply = await writer.put(PATH, { ...CALENDAR, ...part });
    expect(reply.status).toBe(400);
    expect(pointersOf(reply)).toEqual([pointer]);
    expect(await writer.get(PATH)).toMatchObject({ body: { revision: 0 } });
  });
  it.each([null, [], 'x', 7])('is not %j', async (body) => {
    expect((await writer.put(PATH, body)).status).toBe(400);
  });
  it('is known to other services soon', async () => {
    const store = createCalendarStore(bench.db);
    const calendars = createTenantCalendars({ store: async () => store, log: { warn: () => {} } });
    await writer.put(PATH, CALENDAR);
    await calendars.refresh();
    expect(calendars.find(tenantId)).toMatchObject({ revision: 1, calendar: { zone: 'America/New_York' } });
    await calendars.stop();
  });
});

describe('the special days of a year', () => {
  it('are their own and public holidays, by name', async () => {
    await writer.put(PATH, CALENDAR);
    const reply = await writer.get(`${PATH}/days?year=2026`);
    expect(reply).toMatchObject({ status: 200, body: { year: 2026 } });
    expect(reply.body).toHaveProperty(
      'days',
      expect.arrayContaining([
        { day: '2026-12-24', name: 'Christmas Eve', from: 'own', hours: [] },
        { day: '2026-11-26', name: 'Thanksgiving Day', from: 'public', hours: [] },
      ]),
    );
  });
  it('are none of a tenant that put none', async () => {
    expect(await writer.get(`${PATH}/days`)).toMatchObject({ status: 200, body: { days: [] } });
  });
  it.each(['year=26', 'year=x', 'year=2026&year=2027', 'month=2'])(
    'are not asked for by %s',
    async (query) => {
      expect((await writer.get(`${PATH}/days?${query}`)).status).toBe(400);
    },
  );
});

const FROM = '2026-12-23T15:00:00Z';
const preview = (body: object): Promise<Reply> => writer.post('/api/previews/due', { from: FROM, ...body });
const localOf = ({ body }: Reply): unknown =>
  typeof body === 'object' && body !== null && 'dues' in body && Array.isArray(body.dues)
    ? body.dues.map((due: unknown) =>
        typeof due === 'object' && due !== null && 'local' in due ? String(due.local).slice(0, 16) : null,
      )
    : body;
const BUSINESS_DAY = { kind: 'offset', offset: { amount: 1, unit: 'business_days' }, timeOfDay: '09:00' };
const SCHEDULE = {
  field: 'due',
  offset: { amount: 1, unit: 'business_days' },
  timeOfDay: '09:00',
  zone: 'America/New_York',
  recurrence: 'monthly',
};

describe('a preview', () => {
  it('is the next five times of a wait by the tenant’s calendar', async () => {
    await writer.put(PATH, CALENDAR);
    const reply = await preview({ wait: BUSINESS_DAY });
    expect(localOf(reply)).toEqual([
      '2026-12-28T09:00',
      '2026-12-29T09:00',
      '2026-12-30T09:00',
      '2026-12-31T09:00',
      '2027-01-04T09:00',
    ]);
    expect(reply.body).toMatchObject({
      from: '2026-12-23T15:00:00.000Z',
      dues: [
        {
          dueAt: '2026-12-28T14:00:00.000Z',
          local: '2026-12-28T09:00:00-05:00',
          zone: 'America/New_York',
          isPast: false,
        },
        ...Array.from({ length: 4 }, () => ({})),
      ],
    });
  });
  it('is by the usual week in the mapping’s zone where the tenant has no calendar', async () => {
    expect(localOf(await preview({ wait: BUSINESS_DAY, count: 2 }))).toEqual([
      '2026-12-24T09:00',
      '2026-12-25T09:00',
    ]);
  });
  it('is the next five times of a schedule for a sample record', async () => {
    const record = { due: '2026-12-31' };
    const usual = ['2027-01-01T09:00', '2027-02-01T09:00', '2027-03-01T09:00', '2027-04-01T09:00'];
    expect(localOf(await preview({ schedule: SCHEDULE, record }))).toEqual([...usual, '2027-05-03T09:00']);
    await writer.put(PATH, CALENDAR);
    const holidays = ['2027-01-04T09:00', ...usual.slice(1), '2027-05-03T09:00'];
    expect(localOf(await preview({ schedule: SCHEDULE, record }))).toEqual(holidays);
  });
  it('reads the zones of the record and its owner', async () => {
    const nine = (zone: string) => ({ kind: 'time_of_day', timeOfDay: '09:00', zone });
    const sample = { module: 'deals', record: { zone: 'Asia/Tokyo' }, ownerZone: 'Asia/Kolkata', count: 1 };
    expect(await preview({ wait: nine('record'), ...sample })).toMatchObject({
      body: { dues: [{ local: '2026-12-24T09:00:00+09:00', zone: 'Asia/Tokyo' }] },
    });
    expect(await preview({ wait: nine('owner'), ...sample })).toMatchObject({
      body: { dues: [{ zone: 'Asia/Kolkata' }] },
    });
    expect(await preview({ wait: nine('owner'), count: 1 })).toMatchObject({
      body: { dues: [{ zone: 'Europe/Berlin' }] },
    });
  });
  it('has no times where there is no date, and shows one that has passed', async () => {
    const wait = { kind: 'date', field: 'due', offset: { amount: 0, unit: 'days' } };
    expect(await preview({ wait, record: { due: null } })).toMatchObject({ status: 200, body: { dues: [] } });
    expect(await preview({ wait })).toMatchObject({ status: 200, body: { dues: [] } });
    expect(await preview({ wait, record: { due: '2026-12-01' } })).toMatchObject({
      body: { dues: [{ local: '2026-12-01T00:00:00+01:00', isPast: true }] },
    });
  });
  it('is asked from now unless it says from when', async () => {
    const reply = await writer.post('/api/previews/due', { wait: { kind: 'duration', durationMs: 60_000 } });
    expect(reply).toMatchObject({ status: 200, body: { dues: [{ isPast: false }, {}, {}, {}, {}] } });
  });
  it.each<[number, object]>([
    [400, {}],
    [400, { wait: { kind: 'later' } }],
    [400, { wait: BUSINESS_DAY, schedule: SCHEDULE }],
    [400, { wait: BUSINESS_DAY, count: 51 }],
    [400, { wait: BUSINESS_DAY, count: 0 }],
    [400, { wait: BUSINESS_DAY, from: 'tomorrow' }],
    [400, { wait: BUSINESS_DAY, from: '2027-03-01' }],
    [400, { wait: BUSINESS_DAY, ownerZone: 'home' }],
    [400, { schedule: { ...SCHEDULE, zone: 'CET' } }],
    [422, { wait: BUSINESS_DAY, module: 'gone' }],
  ])('is refused with %i: %j', async (status, body) => {
    const reply = await preview(body);
    expect(reply.status).toBe(status);
    expect(reply.headers.get('content-type')).toContain('application/problem+json');
  });
});
