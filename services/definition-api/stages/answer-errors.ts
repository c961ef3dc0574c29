/** Stage: what was thrown becomes an answer that says what a client can do, and nothing of what is inside. */
import { toUpshotError, type Code } from '@upshot/errors';
import type { Logger } from '@upshot/telemetry';
import type { Refusal } from '../http/refusal.ts';

const RETRY_AFTER_S = '2';

/** What waiting may heal. */
const AWAY: ReadonlyMap<Code, string> = new Map<Code, string>([
  ['store_unavailable', 'The store does not answer: try again'],
  ['bus_unavailable', 'Kafka does not answer, and nothing was taken: try again'],
]);

/** The refusal for `thrown`; what is our fault is logged with its cause. */
export function refusalOf(thrown: unknown, log: Logger): Refusal {
  if (isAborted(thrown)) return { status: 400, message: 'The request was broken off' };
  const error = toUpshotError(thrown);
  log.error({ error }, 'a request failed');
  const message = AWAY.get(error.code);
  if (message === undefined) return { status: 500, message: 'Internal server error' };
  return { status: 503, message, headers: { 'retry-after': RETRY_AFTER_S } };
}

/** A client that went away while its body was read: nobody is there to be answered. */
function isAborted(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'ECONNRESET';
}
