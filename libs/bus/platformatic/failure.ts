/** What a @platformatic/kafka error means to consuming. */
import { UpshotError } from '@upshot/errors';
import { NetworkError, ResponseError, TimeoutError, findErrorBy } from '@platformatic/kafka';
import { describe } from '../describe-error.ts';
import type { FetchResponse } from './wire.ts';

/** Whether no connection to a broker could be made or kept. One that stands and doesn't answer is another matter. */
export function isUnreachable(thrown: unknown): boolean {
  if (thrown instanceof AggregateError) return thrown.errors.some(isUnreachable);
  return thrown instanceof NetworkError && !(thrown instanceof TimeoutError);
}

/** Whether the group wants this member to join again, as in a rebalance. */
export function asksToRejoin(thrown: unknown): boolean {
  return thrown instanceof Error && findErrorBy(thrown, 'needsRejoin', true) !== null;
}

/** The client throws away the answer when one partition has an error, though the others may have records in it. */
export function answerOf(thrown: unknown): FetchResponse | undefined {
  if (!(thrown instanceof ResponseError) || !('response' in thrown)) return undefined;
  const { response } = thrown;
  return isFetchResponse(response) && response.errorCode === 0 ? response : undefined;
}

/** A coded error that holds nothing of the client's message. */
export function toBusError(thrown: unknown, doing: string): UpshotError {
  if (thrown instanceof UpshotError) return thrown;
  const { name, type } = describe(thrown);
  return new UpshotError('bus_unavailable', `${doing}: ${type ?? name}`, { cause: thrown });
}

function isFetchResponse(response: unknown): response is FetchResponse {
  return (
    typeof response === 'object' && response !== null && 'responses' in response && 'sessionId' in response
  );
}
