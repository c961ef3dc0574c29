/** The application before its engines have answered: health is told, nothing else is. */
import { createHealth } from '@upshot/service';
import { createLogger } from '@upshot/telemetry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from './app.ts';
import { listenHttp, type HttpServer } from './ports/http-server.ts';
import { createClient, type Client } from './testing/client.ts';

let server: HttpServer;
let client: Client;
beforeAll(async () => {
  const log = createLogger({ service: 'test', level: 'silent' });
  const health = createHealth('definition-api');
  health.hold('mongo', 'store_unavailable: MongoDB does not answer');
  const listener = createApp({ health, log, ports: () => null }).callback();
  server = await listenHttp((request, response) => void listener(request, response), 0, '127.0.0.1');
  client = createClient(`http://127.0.0.1:${server.port}`, 'upk_x_y');
});
afterAll(async () => {
  await server.close();
});

describe('before MongoDB has answered', () => {
  it('the process lives, and says what it waits for', async () => {
    expect((await client.get('/healthz')).status).toBe(200);
    const ready = await client.get('/readyz');
    expect(ready.status).toBe(503);
    expect(JSON.stringify(ready.body)).toContain('MongoDB does not answer');
  });
  it.each(['/workflows', '/api/workflows/x'])('%s is 503 in the shape of its clients', async (path) => {
    const { status, headers, body } = await client.get(path);
    expect([status, headers.get('retry-after')]).toEqual([503, '2']);
    expect(body).toEqual({ statusCode: 503, message: 'Starting: try again', error: 'Service Unavailable' });
  });
  it('what is not there is 404 all the same', async () => {
    expect((await client.get('/nothing')).body).toMatchObject({ status: 404, title: 'Not Found' });
  });
});

describe('a port', () => {
  it('that is taken is named', async () => {
    await expect(listenHttp(() => undefined, server.port, '127.0.0.1')).rejects.toMatchObject({
      code: 'config_invalid',
      message: `the HTTP port ${server.port} is not free`,
    });
  });
});
