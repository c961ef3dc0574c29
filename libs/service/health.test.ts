/** Health: what is asked, what is waited for, and where it answers. */
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { UpshotError } from '@upshot/errors';
import Koa from 'koa';
import { createHealth, healthMiddleware, listenHealth } from './index.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

const ready = (name: string) => ({ name, check: () => ({ ready: true }) });

describe('health', () => {
  it('lives whatever its dependencies say, and knows two paths', async () => {
    const health = createHealth('runner');
    health.hold('kafka', 'away');
    expect(await health.answer('/healthz')).toEqual({
      status: 200,
      body: { status: 'ok', service: 'runner' },
    });
    expect(await health.answer('/')).toBeNull();
    expect(await health.answer('/healthz/')).toBeNull();
  });
  it('is ready when every dependency is', async () => {
    const health = createHealth('runner');
    health.use([ready('kafka'), { name: 'mongo', check: async () => ({ ready: true }) }]);
    expect(await health.answer('/readyz')).toEqual({
      status: 200,
      body: {
        status: 'ok',
        service: 'runner',
        dependencies: [
          { name: 'kafka', ready: true },
          { name: 'mongo', ready: true },
        ],
      },
    });
  });
  it('names each dependency that is not, with a reason that is safe to show', async () => {
    const health = createHealth('runner');
    health.use([
      ready('kafka'),
      {
        name: 'mongo',
        check: () => Promise.reject(new UpshotError('store_unavailable', 'MongoDB does not answer')),
      },
      { name: 'redis', check: () => Promise.reject(new Error('canary')) },
      { name: 'lag', check: () => ({ ready: false, reason: 'not assigned' }) },
    ]);
    expect(await health.answer('/readyz')).toMatchObject({
      status: 503,
      body: {
        status: 'not_ready',
        dependencies: [
          { name: 'kafka', ready: true },
          { name: 'mongo', ready: false, reason: 'store_unavailable: MongoDB does not answer' },
          { name: 'redis', ready: false, reason: 'internal: Error' },
          { name: 'lag', ready: false, reason: 'not assigned' },
        ],
      },
    });
  });
  it('takes a check that does not answer for not ready', async () => {
    const health = createHealth('runner');
    health.use([{ name: 'stuck', check: () => new Promise(() => {}) }]);
    expect(await health.answer('/readyz')).toMatchObject({
      status: 503,
      body: { dependencies: [{ name: 'stuck', reason: 'does not answer' }] },
    });
  });
  it('is not ready while something is held, once per name', async () => {
    const health = createHealth('runner');
    health.use([ready('kafka')]);
    health.hold('kafka', 'bus_unavailable: Kafka does not answer');
    expect(await health.answer('/readyz')).toMatchObject({
      status: 503,
      body: { dependencies: [{ name: 'kafka', ready: false }] },
    });
    health.hold('kafka', null);
    expect(await health.answer('/readyz')).toMatchObject({ status: 200 });
  });
});

describe('its answers over HTTP', () => {
  it('come from a server of its own', async () => {
    const health = createHealth('runner');
    const server = await listenHealth(health, 0, '127.0.0.1');
    closers.push(() => server.close());
    const get = (path: string) => fetch(`http://127.0.0.1:${server.port}${path}`);
    expect((await get('/healthz?x=1')).status).toBe(200);
    health.hold('start', 'starting');
    const answer = await get('/readyz');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([503, 'application/json']);
    expect(await answer.json()).toMatchObject({ dependencies: [{ name: 'start', reason: 'starting' }] });
    expect((await get('/other')).status).toBe(404);
  });
  it('come from Koa, which keeps every other path', async () => {
    const app = new Koa();
    app.use(healthMiddleware(createHealth('definition-api')));
    app.use((context) => {
      context.body = 'ours';
    });
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closers.push(() => new Promise((resolve) => server.close(() => resolve())));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const get = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).text();
    expect(await get('/healthz')).toBe('{"status":"ok","service":"definition-api"}');
    expect(await get('/')).toBe('ours');
  });
  it('need a port that is free', async () => {
    const health = createHealth('runner');
    const first = await listenHealth(health, 0, '127.0.0.1');
    closers.push(() => first.close());
    await expect(listenHealth(health, first.port, '127.0.0.1')).rejects.toMatchObject({
      code: 'config_invalid',
    });
  });
});
