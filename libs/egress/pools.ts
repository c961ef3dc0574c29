/** Connections that are kept for a while, by origin and by the address that was checked for it. */
import { Pool } from 'undici';
import type { Networks } from './addresses.ts';
import { hostOf } from './check-url.ts';
import { connectorTo } from './connector.ts';

/** Bounds of the connections. */
export interface PoolLimits {
  readonly allow: Networks;
  readonly connectTimeoutMs: number;
  readonly maxHeaderBytes: number;
}

/** Connections to be used and closed. */
export interface Pools {
  /** The pool whose every socket leads to `address`. */
  to(url: URL, address: string): Pool;
  close(): Promise<void>;
}

const MOST_POOLS = 256;
const CONNECTIONS = 64;

/** Keeps the pools used last; of a pool that has to go, what is in hand is ended first. */
export function createPools(limits: PoolLimits): Pools {
  const pools = new Map<string, Pool>();
  const forgetOldest = (): void => {
    const [oldest] = pools;
    if (oldest === undefined || pools.size <= MOST_POOLS) return;
    pools.delete(oldest[0]);
    oldest[1].close().catch(() => {});
  };
  return {
    to: (url, address) => {
      const key = `${url.origin} ${address}`;
      const pool = pools.get(key) ?? openPool(url, address, limits);
      pools.delete(key);
      pools.set(key, pool);
      forgetOldest();
      return pool;
    },
    close: async () => {
      const open = [...pools.values()];
      pools.clear();
      await Promise.all(open.map((pool) => pool.close()));
    },
  };
}

/** Its own timeouts are off: a request's deadline covers all of it. */
function openPool(url: URL, address: string, limits: PoolLimits): Pool {
  const { allow, connectTimeoutMs, maxHeaderBytes } = limits;
  return new Pool(url.origin, {
    connect: connectorTo({ host: hostOf(url), address, allow, connectTimeoutMs }),
    connections: CONNECTIONS,
    pipelining: 1,
    maxHeaderSize: maxHeaderBytes,
    headersTimeout: 0,
    bodyTimeout: 0,
    allowH2: false,
  });
}
