/** Tells the faults of the store from our own: what waiting may heal, and what a unique index refused. */
import { toUpshotError, UpshotError } from '@upshot/errors';
import {
  MongoBulkWriteError,
  MongoClientClosedError,
  MongoError,
  MongoErrorLabel,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoServerError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
  MongoWriteConcernError,
} from 'mongodb';

const DUPLICATE_KEY = 11_000;

const AWAY = [
  MongoNetworkError,
  MongoServerSelectionError,
  MongoNotConnectedError,
  MongoTopologyClosedError,
  MongoClientClosedError,
  MongoWriteConcernError,
];

/** Labels that the server or the driver puts on an error that another attempt may heal. */
const PASSING = [
  MongoErrorLabel.RetryableWriteError,
  MongoErrorLabel.RetryableError,
  MongoErrorLabel.TransientTransactionError,
  MongoErrorLabel.ResetPool,
];

/** Whether `error` (of one write or of a bulk) says only that a unique index already holds the document. */
export function isDuplicateKey(error: unknown): boolean {
  if (error instanceof MongoBulkWriteError) return isOnlyDuplicates(error);
  return error instanceof MongoServerError && error.code === DUPLICATE_KEY;
}

/** The error of a bulk has the code of its first failed write, and says nothing of the others. */
function isOnlyDuplicates({ writeErrors, result }: MongoBulkWriteError): boolean {
  const errors = [writeErrors].flat();
  const isConfirmed = result.getWriteConcernError() === undefined;
  return isConfirmed && errors.length > 0 && errors.every(({ code }) => code === DUPLICATE_KEY);
}

/**
 * A coded error for whatever the driver threw: `store_unavailable` (retry later) when the server is away, stepping down,
 * or did not confirm the write as durable; else `internal`. Never carries the driver's message: it may hold values.
 */
export function toStoreError(error: unknown): UpshotError {
  if (error instanceof UpshotError || !isAway(error)) return toUpshotError(error);
  return new UpshotError('store_unavailable', 'MongoDB does not answer', { cause: error });
}

/** Runs `work` and turns what it throws into a coded error. */
export async function inStore<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toStoreError(error);
  }
}

function isAway(error: unknown): boolean {
  if (!(error instanceof MongoError)) return false;
  return AWAY.some((kind) => error instanceof kind) || PASSING.some((label) => error.hasErrorLabel(label));
}
