/** Stage: what was thrown becomes an answer that says what a client can do, and nothing of what is inside. */
import { toUpshotError } from '@upshot/errors';
import type { Logger } from '@upshot/telemetry';
import type { Refusal } from '../http/refusal.ts';

const RETRY_AFTER_S = '2';

/** The refusal for `thrown`; what is our fault is logged with its cause. */
export function refusalOf(thrown: unknown, log: Logger): Refusal {
  if (isAborted(thrown)) return { status: 400, message: 'The request was broken off' };
  const error = toUpshotError(thrown);
  log.error({ error }, 'a request failed');
  if (error.code !== 'store_unavailable') return { status: 500, message: 'Internal server error' };
  const message = 'The store does not answer: try again';
  return { status: 503, message, headers: { 'retry-after': RETRY_AFTER_S } };
}

/** A client that went away while its body was read: nobody is there to be answered. */
function isAborted(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'ECONNRESET';
}
