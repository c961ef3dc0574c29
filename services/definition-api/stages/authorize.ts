/** Stage: may this key do that? The words are those of the reference's product. */
import { err, ok, type Result } from '@upshot/errors';
import { READ_SCOPES, type Scope } from '@upshot/keys';
import type { Caller } from '../http/answer.ts';
import type { Refusal } from '../http/refusal.ts';

/** The caller, where its key has the scope that the route asks for. */
export function authorize(caller: Caller, scope: Scope): Result<Caller, Refusal> {
  if (caller.scopes.includes(scope)) return ok(caller);
  const reads = READ_SCOPES.some((each) => each === scope);
  const message = reads ? "You don't have permission to view automation" : 'Admin access required';
  return err({ status: 403, message });
}
