/** Sorts addresses into those that are public and those that are not, by what they really lead to. */
import { UpshotError } from '@upshot/errors';
import ipaddr from 'ipaddr.js';

/** `public`, or the reason why an address is refused. */
export type AddressClass = string;

/** Networks that an operator allows. */
export type Networks = readonly (readonly [ipaddr.IPv4 | ipaddr.IPv6, number])[];

/** Reads CIDRs. Throws `config_invalid` naming the one that is none. */
export function readNetworks(cidrs: readonly string[]): Networks {
  return cidrs.map((cidr) => {
    if (!ipaddr.isValidCIDR(cidr)) throw new UpshotError('config_invalid', `not a network: ${cidr}`);
    return ipaddr.parseCIDR(cidr);
  });
}

/** The class of an address, given in any spelling that a resolver or a socket uses. */
export function addressClass(address: string): AddressClass {
  return ipaddr.isValid(address) ? ipaddr.process(address).range() : 'invalid';
}
