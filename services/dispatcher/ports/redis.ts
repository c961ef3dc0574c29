/** Redis, whose loss is a pause and never a fault: every command may throw `store_unavailable`. */
import { UpshotError } from '@upshot/errors';
import { Redis } from 'ioredis';

/** What is used of Redis: a script over keys of one tenant. */
export interface Scripts {
  /** Runs a Lua script and returns the whole number that it answers. */
  run(script: string, keys: readonly string[], args: readonly (string | number)[]): Promise<number>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Connects in the background; until then, and whenever Redis is away, commands fail at once. */
export function connectRedis(url: string, onAway: (reason: string) => void = () => {}): Scripts {
  const redis = new Redis(url, { maxRetriesPerRequest: 1, enableOfflineQueue: false, connectTimeout: 3000 });
  redis.on('error', (error: Error) => onAway(error.name));
  return {
    async run(script, keys, args) {
      const answer = await orAway(() => redis.eval(script, keys.length, ...keys, ...args));
      return Number(answer);
    },
    ping: async () => void (await orAway(() => redis.ping())),
    close: async () => redis.disconnect(),
  };
}

async function orAway<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new UpshotError('store_unavailable', 'Redis does not answer', { cause });
  }
}
