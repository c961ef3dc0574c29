/** Sends HTTP requests to addresses that have been checked. */
import { UpshotError } from '@upshot/errors';
import type { Dispatcher } from 'undici';
import { type Networks, readNetworks } from './addresses.ts';
import { checkHeaders, checkMethod } from './check-headers.ts';
import { checkUrl, hostOf } from './check-url.ts';
import { NotConnected } from './connector.ts';
import { createPools, type Pools } from './pools.ts';
import { flatHeaders, readBody } from './read-answer.ts';
import type { Egress, EgressOptions, EgressRequest, EgressResponse } from './types.ts';
import { vettedAddresses } from './vetted-addresses.ts';

const DEFAULTS = {
  connectTimeoutMs: 10_000,
  timeoutMs: 30_000,
  maxBodyBytes: 65_536,
  maxHeaderBytes: 16_384,
} as const;

/** What a request needs once it has been checked. */
interface Outgoing {
  readonly url: URL;
  readonly options: Dispatcher.RequestOptions;
}

/** Makes the one way out of a service. Throws `config_invalid` for an entry of `allow` that is no CIDR. */
export function createEgress(options: EgressOptions): Egress {
  const limits = { ...DEFAULTS, ...options, allow: readNetworks(options.allow) };
  const pools = createPools(limits);
  return {
    request: async (request) => {
      const deadline = AbortSignal.timeout(request.timeoutMs ?? limits.timeoutMs);
      const signal = request.signal ? AbortSignal.any([deadline, request.signal]) : deadline;
      try {
        const { url, options } = outgoing(request, limits.allow, signal);
        const addresses = await unlessAborted(
          vettedAddresses(hostOf(url), limits.allow, limits.resolve),
          signal,
        );
        return await sendToFirst(pools, url, addresses, options, limits.maxBodyBytes);
      } catch (error) {
        throw toFailure(error, deadline);
      }
    },
    close: () => pools.close(),
  };
}

/** Throws `egress_refused` for whatever must not be sent. */
function outgoing(request: EgressRequest, allow: Networks, signal: AbortSignal): Outgoing {
  const checked = checkUrl(request.url, { allow });
  if (!checked.ok) throw checked.error;
  const url = checked.value;
  const { headers = {}, body = null } = request;
  checkHeaders(headers);
  const method = checkMethod(request.method);
  return {
    url,
    options: { path: `${url.pathname}${url.search}`, method, headers: withOwn(headers), body, signal },
  };
}

/** Asked for unpacked, so that no few bytes become many. */
function withOwn(headers: Readonly<Record<string, string>>): Record<string, string> {
  const given = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return { 'user-agent': 'upshot', ...Object.fromEntries(given), 'accept-encoding': 'identity' };
}

/** Sends to the first address that can be connected to; an address that took the request is the last one. */
async function sendToFirst(
  pools: Pools,
  url: URL,
  addresses: readonly string[],
  options: Dispatcher.RequestOptions,
  maxBodyBytes: number,
): Promise<EgressResponse> {
  let unreached: unknown;
  for (const remoteAddress of addresses) {
    try {
      const answer = await pools.to(url, remoteAddress).request(options);
      const headers = flatHeaders(answer.headers);
      return { status: answer.statusCode, headers, remoteAddress, ...(await readBody(answer, maxBodyBytes)) };
    } catch (error) {
      if (!(error instanceof NotConnected)) throw error;
      unreached = error;
    }
  }
  throw unreached;
}

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** `http_failed` for whatever the network did; its message holds no part of the URL. */
function toFailure(error: unknown, deadline: AbortSignal): UpshotError {
  if (deadline.aborted) return new UpshotError('http_failed', 'no answer in time', { cause: error });
  if (error instanceof UpshotError) return error;
  return new UpshotError('http_failed', 'the connection broke off', { cause: error });
}
