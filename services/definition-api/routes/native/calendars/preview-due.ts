/** POST /api/previews/due: the next times at which a wait would be over, or a date would start a run. Nothing is stored. */
import { standardCalendar, type BusinessCalendar } from '@upshot/calendar';
import { previewDues, type Previewed, type Working } from '@upshot/flow';
import { zoneIn, type ModuleMapping } from '@upshot/mapping';
import { businessCalendarOf, type StoredCalendar } from '@upshot/tenant-calendars';
import { parseInstant } from '@upshot/values';
import { okay } from '../../../http/answer.ts';
import type { Handler } from '../../handler.ts';
import { readBody } from '../read-body.ts';
import { refuseProblems } from '../refusals.ts';
import { settingsOf } from './answers.ts';
import { previewBody, type PreviewBody } from './bodies.ts';

/** By the tenant's calendar as it is now. */
export const previewDue: Handler = async ({ caller, body }, { calendars, modules, now }) => {
  const read = readBody(previewBody, body, 'The preview');
  if (!read.ok) return read.error;
  const asked = read.value;
  const module = asked.module === undefined ? undefined : modules.modules.get(asked.module);
  if (asked.module !== undefined && module === undefined) return unknownModule();
  const stored = await calendars.find(caller);
  const settings = settingsOf(stored, modules);
  const calendar = calendarOf(asked, stored) ?? businessCalendarOf(settings);
  const working = workingOf(asked, module, calendar, settings.zone);
  const fromMs = (asked.from === undefined ? undefined : parseInstant(asked.from)?.ms) ?? now();
  const dues = previewDues(whatOf(asked), { fromMs, record: asked.record, working, count: asked.count });
  return okay({
    from: new Date(fromMs).toISOString(),
    dues: dues.map(({ dueAtMs, ...due }) => ({ dueAt: new Date(dueAtMs).toISOString(), ...due })),
  });
};

const whatOf = (asked: PreviewBody): Previewed =>
  'wait' in asked ? { wait: asked.wait } : { schedule: asked.schedule };

/** A trigger of a tenant without a calendar counts the usual week in its own zone, as the matcher does. */
const calendarOf = (asked: PreviewBody, stored: StoredCalendar | null): BusinessCalendar | null =>
  'schedule' in asked && stored === null ? standardCalendar(asked.schedule.zone) : null;

const workingOf = (
  { record, ownerZone }: PreviewBody,
  module: ModuleMapping | undefined,
  calendar: BusinessCalendar,
  tenantZone: string,
): Working => ({
  calendar,
  tenantZone,
  recordZone: module === undefined ? null : zoneIn(module, record),
  ownerZone: ownerZone ?? null,
});

const unknownModule = () =>
  refuseProblems(422, 'The preview is refused', [
    { path: ['module'], code: 'unknown_module', message: 'is not a module of the source mapping' },
  ]);
