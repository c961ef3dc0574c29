/** HTTP out, refused by the address that was connected to. */
export { createEgress } from './egress.ts';
export { checkUrl } from './check-url.ts';
export { addressClass, readNetworks, type AddressClass, type Networks } from './addresses.ts';
export type { Egress, EgressLimits, EgressOptions, EgressRequest, EgressResponse, Resolve } from './types.ts';
