/** The ends on real sockets: a mail and a webhook are caught, listed and shown. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { request as rawRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEnds, type Ends } from './ends.ts';
import { listen, type Listening } from './listen.ts';

const json = async (url: string, init?: RequestInit): Promise<unknown> => (await fetch(url, init)).json();

let home = '';
let ends: Ends;
let api: Listening;

/** The two questions that the page asks of the API. */
const apiServer = createServer((request, response) => {
  const isDemo = request.headers.authorization === 'Bearer demo-key';
  const run = {
    id: 'run-<1>',
    status: 'completed',
    triggerType: 'lead_created',
    startedAt: '2026-01-01T00:00:00Z',
  };
  const body = request.url?.includes('/runs') ? { data: [run] } : [{ id: 'w/1', name: '<b>Name</b>' }];
  response.end(JSON.stringify(isDemo ? body : {}));
});

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'ends-'));
  ends = await startEnds({ home, smtpPort: 0, hooksPort: 0, consolePort: 0 });
  api = await listen(apiServer, '127.0.0.1', 0);
});
afterAll(async () => {
  await Promise.all([ends.close(), api.close()]);
  await rm(home, { recursive: true });
});
beforeEach(async () => {
  await fetch(`${ends.consoleUrl}/outbox`, { method: 'DELETE' });
});

const sendMail = async (): Promise<void> => {
  const transport = createTransport({ host: '127.0.0.1', port: ends.smtpPort });
  await transport.sendMail({
    envelope: { from: 'upshot@example.com', to: ['ann@example.com', 'blind@example.com'] },
    from: 'upshot@example.com',
    to: 'ann@example.com',
    subject: 'Grüße <script>',
    text: 'plain',
    html: '<p>rich</p>',
    messageId: '<abc@upshot>',
    headers: { 'X-Thing': 'yes' },
  });
  transport.close();
};

describe('the mail end', () => {
  it('keeps the message with its envelope', async () => {
    await sendMail();
    expect(await json(`${ends.consoleUrl}/outbox?channel=email`)).toEqual([
      expect.objectContaining({
        channel: 'email',
        from: 'upshot@example.com',
        to: ['ann@example.com', 'blind@example.com'],
        subject: 'Grüße <script>',
        text: 'plain\n',
        html: '<p>rich</p>\n',
        messageId: '<abc@upshot>',
        headers: expect.objectContaining({ 'x-thing': 'yes' }),
      }),
    ]);
  });
});

describe('the webhook end', () => {
  it('keeps method, path, query, headers and the parsed body', async () => {
    const body = '{"a": [1, null]}';
    const init = { method: 'PUT', headers: { 'webhook-id': 'e1' }, body };
    expect(await json(`${ends.hooksUrl}/deals/won?x=1`, init)).toEqual({ ok: true });
    expect(await json(`${ends.consoleUrl}/outbox?channel=webhook`)).toEqual([
      expect.objectContaining({
        method: 'PUT',
        path: '/deals/won',
        query: { x: '1' },
        headers: expect.objectContaining({ 'webhook-id': 'e1' }),
        body: { a: [1, null] },
        rawBody: body,
      }),
    ]);
  });
  it('answers the status that is asked for, and takes a body that is no JSON', async () => {
    const response = await fetch(`${ends.hooksUrl}/?status=503`, { method: 'POST', body: 'a=1' });
    expect([response.status, await response.json()]).toEqual([503, { ok: false }]);
    expect(await json(`${ends.consoleUrl}/outbox`)).toEqual([expect.objectContaining({ body: 'a=1' })]);
  });
  it.each(['abc', '99', '600', ''])('ignores ?status=%s', async (status) => {
    expect((await fetch(`${ends.hooksUrl}/?status=${status}`)).status).toBe(200);
  });
});

describe('GET /outbox', () => {
  it('takes channel, limit and since', async () => {
    await fetch(`${ends.hooksUrl}/1`);
    await fetch(`${ends.hooksUrl}/2`);
    expect(await json(`${ends.consoleUrl}/outbox?limit=1`)).toEqual([
      expect.objectContaining({ path: '/2' }),
    ]);
    expect(await json(`${ends.consoleUrl}/outbox?since=2999-01-01T00:00:00Z`)).toEqual([]);
    expect(await json(`${ends.consoleUrl}/outbox?channel=notification`)).toEqual([]);
  });
  it.each(['channel=fax', 'limit=0', 'limit=x', 'since=yesterday'])('refuses ?%s', async (query) => {
    const response = await fetch(`${ends.consoleUrl}/outbox?${query}`);
    expect([response.status, await response.json()]).toEqual([400, { error: query.split('=')[0] }]);
  });
  it('knows no other path', async () => {
    expect((await fetch(`${ends.consoleUrl}/etc`)).status).toBe(404);
    expect((await fetch(`${ends.consoleUrl}/outbox`, { method: 'POST' })).status).toBe(404);
  });
  it('answers only requests that name this machine, so that a rebound name reads nothing', async () => {
    const status = await new Promise((resolve) => {
      rawRequest(`${ends.consoleUrl}/outbox`, { headers: { host: 'evil.example' } }, ({ statusCode }) =>
        resolve(statusCode),
      ).end();
    });
    expect(status).toBe(403);
  });
});

describe('the page', () => {
  const page = async (): Promise<string> => (await fetch(ends.consoleUrl)).text();

  it('says what is missing while the set-up starts', async () => {
    await rm(join(home, 'local.json'), { force: true });
    expect(await page()).toMatch(/still starting[^]*does not answer yet[^]*Nothing has been sent/);
  });
  it('shows what runs, the last runs and the outbox, everything escaped', async () => {
    const local = {
      api: `http://127.0.0.1:${api.port}`,
      apiKeys: { demo: 'demo-key' },
      processes: [
        { name: 'matcher', pid: process.pid },
        { name: 'gone<i>', pid: 2 ** 22 + 1 },
      ],
    };
    await writeFile(join(home, 'local.json'), JSON.stringify(local));
    await sendMail();
    const text = await page();
    expect(text).toContain('&lt;b&gt;Name&lt;/b&gt;');
    expect(text).toContain('run-&lt;1&gt;');
    expect(text).toContain('Grüße &lt;script&gt;');
    expect(text).toMatch(/class="alive">\s*matcher/);
    expect(text).toMatch(/class="gone">\s*gone&lt;i&gt;/);
    expect(text).not.toMatch(/<script|<b>Name|demo-key|https?:\/\/(?!127\.0\.0\.1)/);
  });
  it('may load nothing from anywhere', async () => {
    const response = await fetch(ends.consoleUrl);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});

describe('a second set of ends', () => {
  it('is refused the same port, by a coded error', async () => {
    const taken = { home, smtpPort: ends.smtpPort, hooksPort: 0, consolePort: 0 };
    await expect(startEnds(taken)).rejects.toMatchObject({ code: 'config_invalid' });
  });
});
