/** Sorts addresses into those that are public and those that are not, by what they really lead to. */
import { UpshotError } from '@upshot/errors';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** `public`, or the reason why an address is refused: `loopback`, `private`, `link-local`, `metadata`, … */
export type AddressClass = string;

/** Networks that an operator allows. */
export type Networks = readonly (readonly [Address, number])[];

/** Where clouds answer with credentials; some of these would pass for public or be hidden in a wider class. */
const METADATA = ['169.254.169.254/32', '169.254.170.2/32', '100.100.100.200/32', '168.63.129.16/32'];
const METADATA_WIDE = ['192.0.0.192/32', 'fd00:ec2::254/128', 'fd20:ce::254/128'];
/** What IPv6 gives to hosts of the internet; all the rest is special or not given out. */
const GLOBAL_UNICAST = '2000::/3';
const IPV4_COMPATIBLE = /^::\d+\.\d+\.\d+\.\d+$/u;
/** The part of an interface id that embeds an IPv4 address (RFC 5214). */
const ISATAP = 0x5efe;

const metadata = readNetworks([...METADATA, ...METADATA_WIDE]);
const globalUnicast = readNetworks([GLOBAL_UNICAST]);

/** Reads CIDRs. Throws `config_invalid` naming the one that is none. */
export function readNetworks(cidrs: readonly string[]): Networks {
  return cidrs.map((cidr) => {
    if (!ipaddr.isValidCIDR(cidr)) throw new UpshotError('config_invalid', `not a network: ${cidr}`);
    return ipaddr.parseCIDR(cidr);
  });
}

/** The class of an address, given in any spelling that a resolver or a socket uses. */
export function addressClass(text: string): AddressClass {
  const address = parse(text);
  return address === undefined ? 'invalid' : classOf(address);
}

/** Why the address is refused; undefined when it is public or inside one of `networks`. */
export function refusal(text: string, networks: Networks): AddressClass | undefined {
  const address = parse(text);
  if (address === undefined) return 'invalid';
  const found = classOf(address);
  return found === 'public' || isInside(address, networks) ? undefined : found;
}

function parse(text: string): Address | undefined {
  if (!ipaddr.isValid(text)) return undefined;
  return IPV4_COMPATIBLE.test(text) ? compatible(text.slice(2)) : ipaddr.process(text);
}

/** The library reads `::1.2.3.4` as if it were `::ffff:1.2.3.4`. */
function compatible(ipv4: string): Address {
  const { parts } = ipaddr.IPv4.parse(ipv4).toIPv4MappedAddress();
  return new ipaddr.IPv6(parts.with(5, 0));
}

function classOf(address: Address): AddressClass {
  if (isInside(address, metadata)) return 'metadata';
  const range = address.range();
  if (range !== 'unicast') return hyphenated(range);
  return address instanceof ipaddr.IPv6 ? classOfUnicast(address) : 'public';
}

/** The library calls unicast whatever it does not know, `::127.0.0.1` among it. */
function classOfUnicast(address: ipaddr.IPv6): AddressClass {
  if (!isInside(address, globalUnicast)) return 'not-global';
  return address.parts[5] === ISATAP ? 'isatap' : 'public';
}

function isInside(address: Address, networks: Networks): boolean {
  return networks.some(([network, bits]) => {
    if (address instanceof ipaddr.IPv4) return network instanceof ipaddr.IPv4 && address.match(network, bits);
    return network instanceof ipaddr.IPv6 && address.match(network, bits);
  });
}

/** `carrierGradeNat` as `carrier-grade-nat`; the library's number of an RFC by what the RFC is about. */
function hyphenated(range: string): AddressClass {
  if (range === 'rfc6052') return 'nat64';
  if (range === 'rfc6145') return 'ipv4-translated';
  return range.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);
}
