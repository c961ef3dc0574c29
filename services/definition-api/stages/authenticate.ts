/** Stage: whose key is it? */
import { readAuthorization } from '@upshot/keys';
import { err, ok, type Result } from '@upshot/errors';
import type { Caller } from '../http/answer.ts';
import type { Refusal } from '../http/refusal.ts';
import type { Keys } from '../ports/keys.ts';

const UNAUTHORIZED: Refusal = {
  status: 401,
  message: 'Unauthorized',
  headers: { 'www-authenticate': 'Bearer' },
};

/** The caller behind an Authorization header. One answer for a key that is missing, unknown, wrong or revoked. */
export async function authenticate(header: string, keys: Keys): Promise<Result<Caller, Refusal>> {
  const presented = readAuthorization(header);
  const found = presented === null ? null : await keys.find(presented);
  return found === null ? err(UNAUTHORIZED) : ok(found);
}
