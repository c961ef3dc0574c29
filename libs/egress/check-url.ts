/** Says of a URL, before anything is looked up, whether it could ever be sent to. */
import { isIP } from 'node:net';
import { err, ok, type Result, UpshotError } from '@upshot/errors';
import { type Networks, refusal } from './addresses.ts';
import { isRefusedPort } from './refused-ports.ts';

/** What `checkUrl` allows beyond public addresses. */
export interface CheckUrlOptions {
  readonly allow?: Networks;
}

const LONGEST = 8_192;
const LOOPBACK = ['127.0.0.1', '::1'];
/** Parsers disagree on these: one drops them, another ends the host there. */
const TREACHEROUS = /[\p{Cc}\p{Cf}\s\\]/u;
const DEFAULT_PORTS = new Map([
  ['http:', 80],
  ['https:', 443],
]);

/**
 * For use when a definition is saved, and by every request: only http and https, no user info, a port for HTTP, and a
 * host that is not itself an address that is refused. Names are checked when they are looked up. The error
 * (`egress_refused`) says which of these it is and repeats nothing of the URL.
 */
export function checkUrl(text: string, options: CheckUrlOptions = {}): Result<URL, UpshotError> {
  if (text.length > LONGEST) return refused(`the URL is longer than ${LONGEST} characters`);
  if (TREACHEROUS.test(text)) return refused('the URL holds blanks, backslashes or control characters');
  const url = URL.parse(text);
  if (url === null) return refused('not a URL');
  const reason = reasonAgainst(url, options.allow ?? []);
  return reason === undefined ? ok(url) : refused(reason);
}

/** The host as a resolver or a socket takes it: without brackets and without the dot of the root. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/u, '$1').replace(/\.$/u, '');
}

function reasonAgainst(url: URL, allow: Networks): string | undefined {
  const defaultPort = DEFAULT_PORTS.get(url.protocol);
  if (defaultPort === undefined) return 'only http and https are sent to';
  if (url.username !== '' || url.password !== '') return 'the URL holds a user or a password';
  if (isRefusedPort(url.port === '' ? defaultPort : Number(url.port))) return 'the port is not one for HTTP';
  const host = hostOf(url);
  if (host === '') return 'the URL has no host';
  const addresses = addressesIn(host).map((address) => refusal(address, allow));
  const reason = addresses.includes(undefined) ? undefined : addresses[0];
  return reason && `the host is a ${reason} address`;
}

/** The addresses that a host is for certain, without a look-up. */
function addressesIn(host: string): readonly string[] {
  if (isIP(host) !== 0) return [host];
  return host === 'localhost' || host.endsWith('.localhost') ? LOOPBACK : [];
}

function refused(reason: string): Result<URL, UpshotError> {
  return err(new UpshotError('egress_refused', reason));
}
