/** Which zones the mapping leads to: that of all dates, of a record, and of the one who owns it. */
import { isZone } from '@upshot/calendar';
import type { FieldValue } from '@upshot/values';
import type { Lookup, ModuleMapping, SourceMapping } from './types.ts';

/** The zone of the mapping's `timeZone`; UTC where it names none. */
export const defaultZone = ({ modules }: SourceMapping): string =>
  modules.values().next().value?.zone ?? 'UTC';

/** The lookup that leads to the owner of a module's records: of the column with the role `owner`. */
export const ownersOf = ({ roles, lookups }: ModuleMapping): Lookup | undefined =>
  Object.values(lookups).find(({ column }) => column === roles.owner);

/** The zone that the record names in its column of the role `timeZone`; null without one, and for a text that is none. */
export function zoneIn(
  { roles }: ModuleMapping,
  values: Readonly<Record<string, FieldValue>>,
): string | null {
  const value =
    roles.timeZone !== undefined && Object.hasOwn(values, roles.timeZone) ? values[roles.timeZone] : null;
  return typeof value === 'string' && isZone(value) ? value : null;
}
