/** When people of a run's tenant work, and the zones of its record and of the record's owner. */
import { standardCalendar } from '@upshot/calendar';
import type { Fields, Working } from '@upshot/flow';
import { defaultZone, ownersOf, zoneIn, type ModuleMapping, type SourceMapping } from '@upshot/mapping';
import type { TenantCalendars } from '@upshot/tenant-calendars';
import { isEmptyValue, textOf } from '@upshot/values';
import { readingOf, recordNow, type Asking } from './asking.ts';

export type WorkingOf = (module: string, record: Fields, asking: Asking) => Working;

/** By the calendar of the tenant; a tenant that has none of its own works by the standard one, in the mapping's zone. */
export function workingBy(mapping: SourceMapping, calendars: Pick<TenantCalendars, 'find'>): WorkingOf {
  const standard = standardCalendar(defaultZone(mapping));
  return (module, record, asking) => {
    const calendar = calendars.find(asking.tenantId)?.calendar ?? standard;
    const known = mapping.modules.get(module);
    return {
      calendar,
      tenantZone: calendar.zone,
      get recordZone() {
        return known === undefined ? null : recordZone(known, record, asking);
      },
      get ownerZone() {
        return known === undefined ? null : ownerZone(known, record, asking, mapping);
      },
    };
  };
}

function recordZone(module: ModuleMapping, record: Fields, asking: Asking): string | null {
  const { timeZone } = module.roles;
  return timeZone === undefined ? null : zoneIn(module, withColumn(timeZone, module, record, asking));
}

/** Whoever owns the record, by the mirror, however old its copy is: people rarely move. */
function ownerZone(
  module: ModuleMapping,
  record: Fields,
  asking: Asking,
  { modules }: SourceMapping,
): string | null {
  const lookup = ownersOf(module);
  const owners = lookup && modules.get(lookup.module);
  if (lookup === undefined || owners?.roles.timeZone === undefined) return null;
  const owner = withColumn(lookup.column, module, record, asking)[lookup.column] ?? null;
  const recordId = isEmptyValue(owner) ? undefined : textOf(owner);
  if (recordId === undefined) return null;
  const { tenantId } = asking;
  const reading = readingOf({ tenantId, module: owners.module, recordId, committedAtMs: 0 }, asking);
  return typeof reading === 'string' ? null : zoneIn(owners, reading.values);
}

/** The run's record; the record as it is now where the run's lacks the column (an activity tells but little of it). */
function withColumn(column: string, { module }: ModuleMapping, record: Fields, asking: Asking): Fields {
  if (Object.hasOwn(record, column)) return record;
  const now = recordNow(module, asking);
  return now.state === 'found' ? now.image.values : {};
}
