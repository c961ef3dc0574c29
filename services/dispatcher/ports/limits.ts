/** How much of a channel each tenant may take: counted in Redis for all processes, in this one while Redis is away. */
import type { Ledger } from './ledger.ts';
import type { Scripts } from './redis.ts';
import { takeToken, type Bucket, type LimitSettings } from './token-bucket.ts';

const NO_BUCKET = -1;

/** KEYS: the bucket. ARGV: tokens a second, burst, tokens of a new bucket (empty: say -1 where there is none). */
const TAKE = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local rate, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local kept = redis.call('HMGET', KEYS[1], 'tokens', 'at')
if not kept[1] and ARGV[3] == '' then return -1 end
local tokens, at = tonumber(kept[1] or ARGV[3]), tonumber(kept[2] or now)
tokens = math.min(burst, tokens + math.max(now - at, 0) * rate / 1000)
local wait = 0
if tokens >= 1 then tokens = tokens - 1 else wait = math.ceil((1 - tokens) * 1000 / rate) end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', now)
redis.call('PEXPIRE', KEYS[1], math.ceil(burst * 1000 / rate) + 1000)
return wait
`;

export interface Limits {
  /** Takes one from the tenant's share: 0, or how many milliseconds until there is one. */
  take(tenantId: string, channel: string): Promise<number>;
}

export interface LimitsOptions {
  readonly redis: Scripts;
  readonly ledger: Pick<Ledger, 'countRecent'>;
  readonly settings: LimitSettings;
  readonly now: () => number;
}

/** A bucket that Redis lost is filled less what the ledger says was taken of late (law 8). */
export function createLimits({ redis, ledger, settings, now }: LimitsOptions): Limits {
  const own = new Map<string, Bucket>();
  const { perSecond, burst } = settings;
  const takeShared = async (tenantId: string, channel: string): Promise<number> => {
    const key = `{t:${tenantId}}:limit:${channel}`;
    const take = (seed: string) => redis.run(TAKE, [key], [perSecond, burst, seed]);
    const waitMs = await take('');
    if (waitMs !== NO_BUCKET) return waitMs;
    const taken = await ledger.countRecent(tenantId, channel, Math.ceil((burst * 1000) / perSecond));
    // The effect that asks is in the ledger already.
    return take(String(Math.max(burst - Math.max(taken - 1, 0), 0)));
  };
  const takeOwn = (key: string): number => {
    const { bucket, waitMs } = takeToken(own.get(key), now(), settings);
    own.delete(key);
    own.set(key, bucket);
    if (own.size > MOST_BUCKETS) own.delete(own.keys().next().value ?? '');
    return waitMs;
  };
  return {
    async take(tenantId, channel) {
      try {
        return await takeShared(tenantId, channel);
      } catch {
        return takeOwn(`${tenantId} ${channel}`);
      }
    },
  };
}

const MOST_BUCKETS = 10_000;
