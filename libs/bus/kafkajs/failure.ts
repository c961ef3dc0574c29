/** What a kafkajs error means to the bus's users. */
import { UpshotError, type Code } from '@upshot/errors';
import { describe } from '../describe-error.ts';

/** Broker errors that no retry helps, because the record itself is at fault. */
const RECORD_AT_FAULT = new Set([
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_RECORD',
  'INVALID_TIMESTAMP',
]);

/** Errors that say that no broker could be reached, or none answered in time. */
const UNREACHABLE = new Set([
  'KafkaJSBrokerNotFound',
  'KafkaJSConnectionClosedError',
  'KafkaJSConnectionError',
  'KafkaJSGroupCoordinatorNotFound',
  'KafkaJSNoBrokerAvailableError',
  'KafkaJSRequestTimeoutError',
]);

/** Whether it was the way to the broker that failed. */
export function isUnreachable(thrown: unknown): boolean {
  return UNREACHABLE.has(describe(thrown).name);
}

/** A coded error: `record_invalid` when the record is at fault, else `bus_unavailable`. */
export function toBusError(thrown: unknown, doing: string): UpshotError {
  if (thrown instanceof UpshotError) return thrown;
  const { name, type } = describe(thrown);
  const code: Code = type !== undefined && RECORD_AT_FAULT.has(type) ? 'record_invalid' : 'bus_unavailable';
  return new UpshotError(code, `${doing}: ${type ?? name}`, { cause: thrown });
}
