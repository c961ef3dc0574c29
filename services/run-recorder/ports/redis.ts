/** A Redis that may be away: what is asked of it then fails at once, and nobody waits for it. */
import { Redis } from 'ioredis';
import type { Logger } from '@upshot/telemetry';

/** Connects in the background, again and again; resolves nothing and throws nothing. */
export function connectRedis(url: string, log: Pick<Logger, 'warn'>): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: 2_000,
    connectTimeout: 2_000,
    retryStrategy: (times) => Math.min(times * 100, 2_000),
  });
  redis.on('error', (error: Error) => log.warn({ reason: error.name }, 'Redis does not answer'));
  return redis;
}
