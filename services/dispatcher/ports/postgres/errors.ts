/** Tells what waiting may heal in PostgreSQL from what it refuses for good. */
import { toUpshotError, UpshotError } from '@upshot/errors';
import { DatabaseError } from 'pg';

/** Connection lost, shutting down, starting up, out of connections or room, read-only stand-by. */
const AWAY = /^(08|53|57P|58|25006)/;
/** Deadlock, serialization failure, lock or statement timeout. */
const IN_THE_WAY = /^(40|55P03|57014)/;
const MISSING_TABLE = '42P01';
const MISSING_COLUMN = '42703';

/** A coded error for whatever the driver threw. PostgreSQL's own message may hold values, so only its SQLSTATE is told. */
export function toCrmError(thrown: unknown): UpshotError {
  if (thrown instanceof UpshotError) return thrown;
  if (thrown instanceof TypeError || thrown instanceof RangeError) return toUpshotError(thrown);
  const state = thrown instanceof DatabaseError ? (thrown.code ?? '') : '';
  if (state === '' || AWAY.test(state)) {
    return new UpshotError('crm_unavailable', 'the CRM database does not answer', { cause: thrown });
  }
  if (IN_THE_WAY.test(state)) {
    return new UpshotError('conflict', 'another transaction of the CRM was in the way', { cause: thrown });
  }
  return new UpshotError('crm_refused', `the CRM database refused the write (SQLSTATE ${state})`, {
    cause: thrown,
  });
}

/** Whether the database is not what it was when its columns were read. */
export const isShapeError = (thrown: unknown): boolean =>
  thrown instanceof DatabaseError && (thrown.code === MISSING_TABLE || thrown.code === MISSING_COLUMN);
