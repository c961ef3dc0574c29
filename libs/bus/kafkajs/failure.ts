/** What a kafkajs error means to the bus's users. */
import { UpshotError, type Code } from '@upshot/errors';

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

interface Described {
  readonly name: string;
  readonly type: string | undefined;
}

/** The innermost cause's name and protocol error, which hold no payload. */
export function describe(thrown: unknown): Described {
  if (!(thrown instanceof Error)) return { name: 'unknown', type: undefined };
  const inner = thrown.cause instanceof Error && thrown.cause !== thrown ? describe(thrown.cause) : undefined;
  const type = 'type' in thrown && typeof thrown.type === 'string' ? thrown.type : undefined;
  return { name: inner?.name ?? thrown.name, type: inner?.type ?? type };
}

/** A coded error: `record_invalid` when the record is at fault, else `bus_unavailable`. */
export function toBusError(thrown: unknown, doing: string): UpshotError {
  if (thrown instanceof UpshotError) return thrown;
  const { name, type } = describe(thrown);
  const code: Code = type !== undefined && RECORD_AT_FAULT.has(type) ? 'record_invalid' : 'bus_unavailable';
  return new UpshotError(code, `${doing}: ${type ?? name}`, { cause: thrown });
}
