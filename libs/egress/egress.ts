/** Sends HTTP requests to addresses that have been checked. */
import { UpshotError } from '@upshot/errors';
import type { Egress, EgressOptions } from './types.ts';

/** Makes the one way out of a service. Throws `config_invalid` for an entry of `allow` that is no CIDR. */
export function createEgress(options: EgressOptions): Egress {
  throw new UpshotError('internal', `no egress yet (${options.allow.length})`);
}
