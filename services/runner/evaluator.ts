/** What a run's nodes judge by: the schema that the source mapping gives the module, and what was read of other records so far. */
import { RUN_FIELDS, type Surroundings } from '@upshot/flow';
import { readableSchema, type SourceMapping } from '@upshot/mapping';
import { askOf } from '@upshot/mirror-reader';
import { compileCriteria, type RelatedReading } from '@upshot/rules';
import type { TenantCalendars } from '@upshot/tenant-calendars';
import type { RecordChange, RelatedModule } from '@upshot/values';
import { readingOf, recordNow, type Asking } from './asking.ts';
import { workingBy } from './working.ts';

export { askKey, type Asking } from './asking.ts';

export type SurroundingsIn = (module: string, asking: Asking) => Omit<Surroundings, 'nowMs'>;

/** The surroundings of runs of each module; a module that the mapping no longer has knows no field. */
export function surroundingsBy(
  mapping: SourceMapping,
  calendars: Pick<TenantCalendars, 'find'>,
): SurroundingsIn {
  const workingOf = workingBy(mapping, calendars);
  return (module, asking) => {
    const known = mapping.modules.get(module);
    const schema = known === undefined ? { module, fields: {} } : readableSchema(known);
    const whole = { ...schema, fields: { ...schema.fields, ...RUN_FIELDS } };
    return {
      evaluate: (criteria, change) =>
        compileCriteria(criteria, whole).evaluate(change, {
          nowMs: asking.nowMs,
          related: (lookup) => relatedTo(schema.related?.[lookup], change, asking),
        }),
      recordNow: () => recordNow(module, asking),
      working: (record) => workingOf(module, record, asking),
    };
  };
}

function relatedTo(related: RelatedModule | undefined, change: RecordChange, asking: Asking): RelatedReading {
  if (related === undefined) return 'related_missing';
  const { tenantId, nowMs } = asking;
  const ask = askOf(related, change, { tenantId, committedAtMs: nowMs });
  return typeof ask === 'string' ? ask : readingOf(ask, asking);
}
