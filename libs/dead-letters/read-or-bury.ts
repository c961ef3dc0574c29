/** Reads a record, or buries it: what every stage does that turns records into something to work on. */
import type { BusRecord } from '@upshot/bus';
import { toUpshotError } from '@upshot/errors';
import type { DeadLetters } from './dead-letters.ts';

/**
 * What `read` makes of `record`; null where no retry helps, and the record lies in the dead letters under `stage`.
 * Whatever is thrown uncoded is taken for a record that cannot be read: it would be thrown again each time.
 * Throws what another attempt can help (`registry_unavailable`, `bus_unavailable`): an engine that is away is no
 * fault of the record's.
 */
export async function readOrBury<T>(
  record: BusRecord,
  stage: string,
  deadLetters: DeadLetters,
  read: () => Promise<T> | T,
): Promise<T | null> {
  try {
    return await read();
  } catch (thrown) {
    const error = toUpshotError(thrown, 'record_invalid');
    if (error.retry !== 'never') throw error;
    await deadLetters.bury(record, stage, error);
    return null;
  }
}
