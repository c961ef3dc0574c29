/** Looks a host up once and lets through only addresses that have been checked. */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { UpshotError } from '@upshot/errors';
import { type Networks, refusal } from './addresses.ts';
import type { Resolve } from './types.ts';

/** Enough to reach a host that has one address out of order. */
const MOST_TRIED = 4;

/**
 * The addresses of `host`, those to be tried first in front. Throws `egress_refused` when any of them is refused (a
 * public one beside it is a trap), `http_failed` when there are none.
 */
export async function vettedAddresses(
  host: string,
  allow: Networks,
  resolve: Resolve = resolveBySystem,
): Promise<readonly string[]> {
  const addresses = isIP(host) === 0 ? await lookUp(host, resolve) : [host];
  for (const address of addresses) checkAddress(address, allow);
  return addresses.slice(0, MOST_TRIED);
}

/** Throws `egress_refused`, naming the class and not the address, unless the address may be connected to. */
export function checkAddress(address: string | undefined, allow: Networks): void {
  const reason = refusal(address ?? '', allow);
  if (reason !== undefined) throw new UpshotError('egress_refused', `the host has a ${reason} address`);
}

async function lookUp(host: string, resolve: Resolve): Promise<readonly string[]> {
  const addresses = await resolve(host).catch((cause: unknown) => {
    throw new UpshotError('http_failed', 'the host cannot be looked up', { cause });
  });
  if (addresses.length === 0) throw new UpshotError('http_failed', 'the host has no address');
  return addresses;
}

/** The system's own resolver, so that its hosts file and search rules hold. */
async function resolveBySystem(host: string): Promise<readonly string[]> {
  const found = await lookup(host, { all: true, order: 'verbatim' });
  return found.map(({ address }) => address);
}
