/** Shows on a real Redis that no tenant takes more than its share, whoever loses what. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createLimits } from './ports/limits.ts';
import { connectRedis } from './ports/redis.ts';
import { openBench, type Bench } from './testing/bench.ts';

let bench: Bench;

beforeAll(async () => {
  bench = await openBench(inject('engines'));
});
afterAll(() => bench.close());

const nobody = { countRecent: async () => 0 };
/** So slow that no token comes back while a test runs. */
const settings = { perSecond: 0.001, burst: 20 };
const now = Date.now;
const limitsOf = (part: Partial<Parameters<typeof createLimits>[0]> = {}) =>
  createLimits({ redis: bench.redis, ledger: nobody, settings, now, ...part });
const passed = async (
  limits: ReturnType<typeof limitsOf>,
  tenantId: string,
  asked: number,
): Promise<number> => {
  const waits = await Promise.all(Array.from({ length: asked }, () => limits.take(tenantId, 'webhook')));
  return waits.filter((waitMs) => waitMs === 0).length;
};

describe('a share', () => {
  it('is exact although many processes take from it at once', async () => {
    const tenantId = randomUUID();
    const all = await Promise.all(Array.from({ length: 5 }, () => passed(limitsOf(), tenantId, 10)));
    expect(all.reduce((sum, each) => sum + each, 0)).toBe(20);
  });
  it('is each tenant’s and each channel’s own', async () => {
    const [one, other] = [randomUUID(), randomUUID()];
    expect(await passed(limitsOf(), one, 30)).toBe(20);
    expect(await passed(limitsOf(), other, 5)).toBe(5);
    expect(await limitsOf().take(one, 'email')).toBe(0);
  });
  it('says how long to wait where it is used up', async () => {
    const tenantId = randomUUID();
    await passed(limitsOf(), tenantId, 20);
    expect(await limitsOf().take(tenantId, 'webhook')).toBeGreaterThan(0);
  });
  it('that Redis lost is rebuilt from the ledger', async () => {
    const ledger = { countRecent: async () => 18 };
    expect(await passed(limitsOf({ ledger }), randomUUID(), 10)).toBe(3);
  });
  it('is counted in the process while Redis is away: never unlimited', async () => {
    const redis = connectRedis('redis://127.0.0.1:9');
    expect(await passed(limitsOf({ redis }), randomUUID(), 50)).toBe(20);
    await redis.close();
  });
});

describe('an effect over its tenant’s share', () => {
  it('waits its turn, keeps nothing claimed, and is not asked again once it was let through', async () => {
    const effect = bench.effectOf();
    const full = { take: async () => 5 };
    await expect(bench.dispatch(effect, { limits: full })).rejects.toMatchObject({
      code: 'limit_reached',
      retry: 'later',
    });
    expect(await bench.resultOf(effect)).toMatchObject({ outcome: 'succeeded', attempts: 1 });
    expect(await bench.resultOf(effect, { limits: full })).toMatchObject({ outcome: 'succeeded' });
  });
  it('is counted in the ledger by tenant, channel and time', async () => {
    const before = await bench.ledger.countRecent(bench.tenantId, 'webhook', 60_000);
    await bench.resultOf(bench.effectOf());
    expect(await bench.ledger.countRecent(bench.tenantId, 'webhook', 60_000)).toBe(before + 1);
    expect(await bench.ledger.countRecent('nobody', 'webhook', 60_000)).toBe(0);
    expect(await bench.ledger.countRecent(bench.tenantId, 'webhook', 0)).toBe(0);
  });
});
