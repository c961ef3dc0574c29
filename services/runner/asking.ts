/** What a run's nodes ask of other records: a question is gathered, and asked again once its answer was read. */
import type { RecordNow } from '@upshot/flow';
import type { RelatedAsk } from '@upshot/mirror-reader';
import type { RelatedReading } from '@upshot/rules';

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

/** Tells two questions apart. */
export const askKey = ({ tenantId, module, recordId, committedAtMs }: RelatedAsk): string =>
  JSON.stringify([tenantId, module, recordId, committedAtMs]);

/** What was read of a record; where it has not been, it is wanted. */
export function readingOf(ask: RelatedAsk, { readings, wanted }: Asking): RelatedReading {
  const reading = readings.get(askKey(ask));
  if (reading === undefined) wanted.set(askKey(ask), ask);
  return reading ?? 'related_unread';
}

/** Whatever the mirror has, however old. */
const ANY_AGE_MS = 0;

/**
 * The run's own record. Where the mirror does not come up in time, an older copy is all that there is of the record now: a run
 * would rather go by it than take its record for gone.
 */
export function recordNow(module: string, asking: Asking): RecordNow {
  const { tenantId, recordId, nowMs } = asking;
  const name = { tenantId, module, recordId };
  const fresh = readingOf({ ...name, committedAtMs: nowMs }, asking);
  const reading =
    fresh === 'related_stale' ? readingOf({ ...name, committedAtMs: ANY_AGE_MS }, asking) : fresh;
  if (typeof reading !== 'string') return { state: 'found', image: reading };
  return { state: reading === 'related_unread' ? 'unread' : 'missing' };
}
