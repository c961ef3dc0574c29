/** Refuses headers that would change the request's frame or smuggle in another. */
import { UpshotError } from '@upshot/errors';

const NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}$/u;
const VALUE = /^[\t\x20-\x7e\x80-\xff]{0,8192}$/u;
const MOST = 100;

/** Set by the connection itself, each named as it is compared. */
const FRAMING = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const METHODS = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);

/** The method in capitals. Throws `egress_refused` for one that is not sent. */
export function checkMethod(method: string): string {
  const capitals = method.toUpperCase();
  if (!METHODS.has(capitals)) throw new UpshotError('egress_refused', 'the method is not one that is sent');
  return capitals;
}

/** Throws `egress_refused`, naming the header by its place, for one that must not be sent. */
export function checkHeaders(headers: Readonly<Record<string, string>>): void {
  const entries = Object.entries(headers);
  if (entries.length > MOST) throw new UpshotError('egress_refused', `more than ${MOST} headers`);
  const seen = new Set<string>();
  for (const [index, [name, value]] of entries.entries()) {
    const lowered = name.toLowerCase();
    const reason = reasonAgainst(lowered, value) ?? (seen.has(lowered) ? 'repeats another' : undefined);
    seen.add(lowered);
    if (reason !== undefined) throw refused(index, reason);
  }
}

function reasonAgainst(name: string, value: string): string | undefined {
  if (!NAME.test(name)) return 'has a name that is none';
  if (FRAMING.has(name)) return `is ${name}, which the connection sets`;
  return VALUE.test(value) ? undefined : 'has a value with control characters, or a long one';
}

function refused(index: number, reason: string): UpshotError {
  return new UpshotError('egress_refused', `header ${index + 1} ${reason}`, { place: `/headers/${index}` });
}
