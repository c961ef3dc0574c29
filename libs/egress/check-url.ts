/** Says of a URL, before anything is looked up, whether it could ever be sent to. */
import { err, type Result, UpshotError } from '@upshot/errors';
import type { Networks } from './addresses.ts';

/** What `checkUrl` allows beyond public addresses. */
export interface CheckUrlOptions {
  readonly allow?: Networks;
}

/**
 * For use when a definition is saved, and by every request: only http and https, no user info, and a host that is not
 * itself an address that is refused. Names are checked when they are looked up.
 */
export function checkUrl(text: string, options: CheckUrlOptions = {}): Result<URL, UpshotError> {
  return err(new UpshotError('egress_refused', `not yet (${text.length}, ${options.allow?.length ?? 0})`));
}
