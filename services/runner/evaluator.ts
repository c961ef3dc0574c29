/** What a run's nodes judge by: the schema that the source mapping gives the module, and what was read of other records so far. */
import { standardCalendar } from '@upshot/calendar';
import { RUN_FIELDS, type RecordNow, type Surroundings } from '@upshot/flow';
import { readableSchema, type SourceMapping } from '@upshot/mapping';
import { askOf, type RelatedAsk } from '@upshot/mirror-reader';
import { compileCriteria, type RelatedReading } from '@upshot/rules';
import type { RecordChange, RelatedModule } from '@upshot/values';

/** What a run's nodes are asked with. */
export interface Asking {
  readonly tenantId: string;
  readonly recordId: string;
  /** What dates are relative to, and no older than which related records may be: the change's commit, or now after a wait. */
  readonly nowMs: number;
  /** What was read, by `askKey`. */
  readonly readings: ReadonlyMap<string, RelatedReading>;
  /** Gathers what is yet to be read: the verdict on it is `related_unread`. */
  readonly wanted: Map<string, RelatedAsk>;
}

export type SurroundingsIn = (module: string, asking: Asking) => Omit<Surroundings, 'nowMs'>;

/** Tells two questions apart. */
export const askKey = ({ tenantId, module, recordId, committedAtMs }: RelatedAsk): string =>
  JSON.stringify([tenantId, module, recordId, committedAtMs]);

/** The surroundings of runs of each module; a module that the mapping no longer has knows no field. */
export function surroundingsBy(mapping: SourceMapping): SurroundingsIn {
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
      working: () => WORKING,
    };
  };
}

const WORKING = {
  calendar: standardCalendar('UTC'),
  tenantZone: 'UTC',
  recordZone: null,
  ownerZone: null,
} as const;

function relatedTo(related: RelatedModule | undefined, change: RecordChange, asking: Asking): RelatedReading {
  if (related === undefined) return 'related_missing';
  const { tenantId, nowMs } = asking;
  const ask = askOf(related, change, { tenantId, committedAtMs: nowMs });
  return typeof ask === 'string' ? ask : readingOf(ask, asking);
}

/** A copy that is older than the question asks for is all that there is of the record now. */
function recordNow(module: string, asking: Asking): RecordNow {
  const { tenantId, recordId, nowMs } = asking;
  const reading = readingOf({ tenantId, module, recordId, committedAtMs: nowMs }, asking);
  if (typeof reading !== 'string') return { state: 'found', image: reading };
  return { state: reading === 'related_unread' ? 'unread' : 'missing' };
}

function readingOf(ask: RelatedAsk, { readings, wanted }: Asking): RelatedReading {
  const reading = readings.get(askKey(ask));
  if (reading === undefined) wanted.set(askKey(ask), ask);
  return reading ?? 'related_unread';
}
