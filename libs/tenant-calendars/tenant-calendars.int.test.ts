/** Calendars on the real store: written once each, read by who knows them, and seen by a service that looks again. */
import { randomUUID } from 'node:crypto';
import { standardCalendar } from '@upshot/calendar';
import { UpshotError } from '@upshot/errors';
import { connectMongo, ensureIndexes, type MongoConnection } from '@upshot/mongo';
import type { LogFields } from '@upshot/telemetry';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import {
  CALENDARS_COLLECTION,
  createCalendarStore,
  createTenantCalendars,
  type CalendarSettings,
  type CalendarStore,
  type TenantCalendars,
} from './index.ts';

const SETTINGS: CalendarSettings = {
  zone: 'Europe/Berlin',
  week: standardCalendar('Europe/Berlin').week,
  publicHolidays: { country: 'DE', state: 'BE' },
  days: [{ day: '12-24', name: 'Christmas Eve', hours: [] }],
};

let mongo: MongoConnection;
let store: CalendarStore;
let tenantId: string;
const warned: LogFields[] = [];
const open: TenantCalendars[] = [];

beforeAll(async () => {
  const url = new URL(inject('engines').mongo);
  url.pathname = `/t_${randomUUID().replaceAll('-', '')}`;
  mongo = await connectMongo({ url: url.href, appName: 'test' });
  await ensureIndexes(mongo.db, [CALENDARS_COLLECTION]);
  store = createCalendarStore(mongo.db);
});
beforeEach(() => {
  tenantId = `t-${randomUUID()}`;
  warned.length = 0;
});
afterAll(async () => {
  await Promise.all(open.map((each) => each.stop()));
  await mongo.db.dropDatabase();
  await mongo.close();
});

const put = (settings: CalendarSettings, replaces: number, tenant = tenantId) =>
  store.put({ tenantId: tenant }, { settings, replaces, updatedBy: 'k' });
function watch(
  from: () => Promise<Pick<CalendarStore, 'writtenSince'>> = async () => store,
): TenantCalendars {
  const log = { warn: (fields: LogFields) => void warned.push(fields) };
  const calendars = createTenantCalendars({ store: from, log, everyMs: 20 });
  open.push(calendars);
  return calendars;
}

describe('the store', () => {
  it('has nothing of a tenant that said nothing', async () => {
    expect(await store.find({ tenantId })).toBeNull();
  });
  it('gives back what was put, with its revision', async () => {
    expect(await put(SETTINGS, 0)).toMatchObject({ revision: 1, settings: SETTINGS });
    expect(await store.find({ tenantId })).toMatchObject({ revision: 1, settings: SETTINGS });
    expect(await put({ ...SETTINGS, zone: 'UTC' }, 1)).toMatchObject({
      revision: 2,
      settings: { zone: 'UTC' },
    });
  });
  it('takes one of two that replace the same', async () => {
    const first = await Promise.all([put(SETTINGS, 0), put(SETTINGS, 0), put(SETTINGS, 0)]);
    expect(first.filter((each) => each !== null)).toHaveLength(1);
    const second = await Promise.all([put(SETTINGS, 1), put(SETTINGS, 1)]);
    expect(second.filter((each) => each !== null)).toHaveLength(1);
    expect(await put(SETTINGS, 0)).toBeNull();
    expect(await put(SETTINGS, 7)).toBeNull();
    expect(await store.find({ tenantId })).toMatchObject({ revision: 2 });
  });
  it('keeps tenants apart', async () => {
    await put(SETTINGS, 0);
    expect(await store.find({ tenantId: `${tenantId}2` })).toBeNull();
    expect(await put({ ...SETTINGS, zone: 'UTC' }, 0, `${tenantId}2`)).toMatchObject({ revision: 1 });
    expect(await store.find({ tenantId })).toMatchObject({ settings: { zone: 'Europe/Berlin' } });
  });
});

describe('a service', () => {
  it('does not know until it has read, and says so', async () => {
    const calendars = watch(() => new Promise(() => {}));
    expect(() => calendars.find(tenantId)).toThrow(UpshotError);
  });
  it('knows what was there, and sees what is written later', async () => {
    await put(SETTINGS, 0);
    const calendars = watch();
    await calendars.refresh();
    const known = calendars.find(tenantId);
    expect(known).toMatchObject({ revision: 1, calendar: { zone: 'Europe/Berlin' } });
    expect(calendars.find(randomUUID())).toBeNull();
    await calendars.refresh();
    expect(calendars.find(tenantId)?.calendar).toBe(known?.calendar);
    await put({ ...SETTINGS, zone: 'Asia/Tokyo' }, 1);
    await vi.waitFor(() =>
      expect(calendars.find(tenantId)).toMatchObject({ revision: 2, calendar: { zone: 'Asia/Tokyo' } }),
    );
  });
  it('keeps what it knew while the store is away, and tells it once', async () => {
    await put(SETTINGS, 0);
    let away = false;
    const calendars = watch(async () => {
      if (away) throw new UpshotError('store_unavailable', 'away');
      return store;
    });
    await calendars.refresh();
    away = true;
    await expect(calendars.refresh()).rejects.toThrow(UpshotError);
    await vi.waitFor(() => expect(warned).toHaveLength(1));
    expect(calendars.find(tenantId)).toMatchObject({ revision: 1 });
    away = false;
    await put({ ...SETTINGS, zone: 'UTC' }, 1);
    await vi.waitFor(() => expect(calendars.find(tenantId)).toMatchObject({ revision: 2 }));
    expect(warned).toHaveLength(1);
  });
  it('looks no more once it is stopped, also while the store does not answer', async () => {
    const calendars = watch();
    await calendars.refresh();
    await calendars.stop();
    await put(SETTINGS, 0);
    const silent = watch(() => new Promise(() => {}));
    await silent.stop();
    expect(calendars.find(tenantId)).toBeNull();
    expect(warned).toEqual([]);
  });
  it('passes over one that it cannot read', async () => {
    const calendars = watch();
    await put(SETTINGS, 0);
    const strange = `${tenantId}-strange`;
    const collection = mongo.db.collection<{ _id: string; settings: object; updatedAt: Date }>(
      CALENDARS_COLLECTION.collection,
    );
    await collection.insertOne({ _id: strange, settings: { zone: 1 }, updatedAt: new Date() });
    await calendars.refresh();
    expect(calendars.find(strange)).toBeNull();
    expect(calendars.find(tenantId)).toMatchObject({ revision: 1 });
    await expect(store.find({ tenantId: strange })).rejects.toThrow(UpshotError);
    await collection.deleteOne({ _id: strange });
  });
});
