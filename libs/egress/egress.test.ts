/** Requests to real servers on the loopback: whom they reach, and what comes back of hostile answers. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect, createServer as createTcpServer, type Socket } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { connectorTo } from './connector.ts';
import { createEgress, type Egress, type EgressOptions } from './index.ts';
import { type Certificate, TRUSTED, UNTRUSTED } from './testing/certificates.ts';

const LOOPBACK = ['127.0.0.0/8', '::1/128'];
const refused = expect.objectContaining({ code: 'egress_refused', retry: 'never' });
const failed = expect.objectContaining({ code: 'http_failed', retry: 'later' });
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

function egress(options: Partial<EgressOptions> = {}): Egress {
  const made = createEgress({ allow: LOOPBACK, ...options });
  closers.push(() => made.close());
  return made;
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function serve(
  listener: RequestListener,
): Promise<{ url: string; port: number; seen: IncomingMessage[] }> {
  const seen: IncomingMessage[] = [];
  const port = await listen(
    createServer((request, response) => {
      seen.push(request);
      listener(request, response);
    }),
  );
  return { url: `http://127.0.0.1:${port}/hook`, port, seen };
}

async function serveSecurely(certificate: Certificate): Promise<number> {
  return listen(createSecureServer(certificate, (_request, response) => response.end('secure')));
}

/** Answers every connection with the same bytes and leaves it open. */
async function serveBytes(bytes: string): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.write(bytes);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`;
}

const get = (url: string) => ({ method: 'GET', url });

describe('a request', () => {
  it('arrives as it was given, and the answer comes back whole', async () => {
    let body = '';
    const { url, seen } = await serve((request, response) => {
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => response.writeHead(201, { 'X-Many': ['a', 'b'] }).end('grüße'));
    });
    const answer = await egress().request({
      method: 'post',
      url: `${url}?q=1#part`,
      headers: { 'Content-Type': 'application/json', 'Webhook-Id': 'e1' },
      body: '{"a":1}',
    });
    expect(answer).toMatchObject({
      status: 201,
      bodyText: 'grüße',
      truncated: false,
      remoteAddress: '127.0.0.1',
      headers: { 'x-many': 'a, b' },
    });
    expect(body).toBe('{"a":1}');
    expect(seen[0]).toMatchObject({
      method: 'POST',
      url: '/hook?q=1',
      headers: {
        'webhook-id': 'e1',
        'accept-encoding': 'identity',
        'content-length': '7',
        'user-agent': 'upshot',
      },
    });
  });
  it('goes to the address that was looked up, with the name as its host', async () => {
    const { port, seen } = await serve((_request, response) => response.end());
    const asked: string[] = [];
    const resolve = async (host: string) => {
      asked.push(host);
      return ['127.0.0.1'];
    };
    await egress({ resolve }).request(get(`http://hooks.example.test:${port}/`));
    expect(asked).toEqual(['hooks.example.test']);
    expect(seen[0]?.headers.host).toBe(`hooks.example.test:${port}`);
  });
  it('tries the next address when one cannot be connected to', async () => {
    const { port } = await serve((_request, response) => response.end('second'));
    const resolve = async () => ['::1', '127.0.0.1'];
    const answer = await egress({ resolve }).request(get(`http://hooks.example.test:${port}/`));
    expect(answer).toMatchObject({ bodyText: 'second', remoteAddress: '127.0.0.1' });
  });
  it('reaches what the system looks up', async () => {
    const { port } = await serve((_request, response) => response.end('local'));
    expect(await egress().request(get(`http://localhost:${port}/`))).toMatchObject({ bodyText: 'local' });
  });
});

describe('an address', () => {
  it.each(['127.0.0.1', '[::1]', 'localhost', '169.254.169.254', '10.0.0.1'])(
    'is refused without leave of the operator: %s',
    async (host) => {
      await expect(egress({ allow: [] }).request(get(`http://${host}:8080/`))).rejects.toEqual(refused);
    },
  );
  it.each([
    [['10.0.0.1']],
    [['93.184.216.34', '10.0.0.1']],
    [['2606:4700::1111', '::ffff:169.254.169.254']],
    [['not an address']],
  ])('is refused when any answer of the look-up is: %j', async (addresses) => {
    const sent = egress({ resolve: async () => addresses }).request(get('http://hooks.example.test/'));
    await expect(sent).rejects.toEqual(refused);
  });
  it('is looked up and checked for every request, kept connections or not', async () => {
    const { port, seen } = await serve((_request, response) => response.end('ok'));
    const answers = [['127.0.0.1'], ['169.254.169.254']];
    const resolve = async () => answers.shift() ?? [];
    const rebound = egress({ resolve });
    const url = `http://rebind.example.test:${port}/`;
    expect(await rebound.request(get(url))).toMatchObject({ status: 200 });
    await expect(rebound.request(get(url))).rejects.toEqual(refused);
    await expect(rebound.request(get(url))).rejects.toEqual(failed);
    expect(seen).toHaveLength(1);
  });
  it('is checked once more on the socket, before anything is sent', async () => {
    const { port, seen } = await serve((_request, response) => response.end());
    const connector = connectorTo({ host: 'x', address: '127.0.0.1', allow: [], connectTimeoutMs: 1_000 });
    const target = { hostname: 'x', protocol: 'http:', port: String(port) };
    const [error] = await new Promise<unknown[]>((resolve) => connector(target, (...args) => resolve(args)));
    expect(error).toEqual(refused);
    expect(seen).toEqual([]);
  });
  it('is named by its class, and the URL not at all', async () => {
    const resolve = async () => ['10.1.2.3'];
    const sent = egress({ resolve }).request(get('http://canary.example.test/canary?token=canary'));
    const error: unknown = await sent.catch((thrown: unknown) => thrown);
    expect(String(error)).toContain('private');
    expect(String(error)).not.toMatch(/canary|10\.1/u);
  });
});

describe('a redirect', () => {
  it.each([301, 302, 303, 307, 308])('is an answer like any other: %d', async (status) => {
    const { url, seen } = await serve((_request, response) =>
      response.writeHead(status, { location: 'http://169.254.169.254/latest/meta-data' }).end(),
    );
    const answer = await egress().request({ method: 'POST', url, body: 'x' });
    expect(answer).toMatchObject({
      status,
      headers: { location: 'http://169.254.169.254/latest/meta-data' },
    });
    expect(seen).toHaveLength(1);
  });
});

describe('a header', () => {
  it.each([
    { 'x-a': '1\r\nX-Evil: 1' },
    { 'x-a': '1\n' },
    { 'x-a': '\u0000' },
    { 'x-a': 'ü€' },
    { 'x-a': 'x'.repeat(8_193) },
    { 'x\r\nX-Evil': '1' },
    { 'x a': '1' },
    { '': '1' },
    { Host: 'evil' },
    { 'Content-Length': '1' },
    { 'TRANSFER-encoding': 'chunked' },
    { Connection: 'upgrade' },
    { 'x-a': '1', 'X-A': '2' },
    Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`x-${index}`, ''])),
  ])('is refused before anything is sent: %#', async (headers: Record<string, string>) => {
    const { url, seen } = await serve((_request, response) => response.end());
    await expect(egress().request({ method: 'POST', url, headers })).rejects.toEqual(refused);
    expect(seen).toEqual([]);
  });
  it.each(['CONNECT', 'TRACE', 'GET / HTTP/1.1\r\n', ''])('goes with no method %j', async (method) => {
    const { url } = await serve((_request, response) => response.end());
    await expect(egress().request({ method, url })).rejects.toEqual(refused);
  });
});

describe('an answer', () => {
  it('is read up to its bound', async () => {
    const { url } = await serve((_request, response) => {
      const more = (): void => {
        while (response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    });
    const answer = await egress({ maxBodyBytes: 1_000 }).request(get(url));
    expect(answer).toMatchObject({ status: 200, truncated: true, bodyText: 'x'.repeat(1_000) });
  });
  it('is whole when it just fits', async () => {
    const { url } = await serve((_request, response) => response.end('x'.repeat(1_000)));
    expect(await egress({ maxBodyBytes: 1_000 }).request(get(url))).toMatchObject({ truncated: false });
  });
  it('that comes a byte at a time is its status', async () => {
    const { url } = await serve((_request, response) => {
      response.writeHead(503, { 'retry-after': '1e9' }).write('x');
    });
    const answer = await egress().request({ ...get(url), timeoutMs: 300 });
    expect(answer).toMatchObject({ status: 503, truncated: true, bodyText: 'x' });
  });
  it('that breaks off is its status', async () => {
    const { url } = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '10' });
      response.write('half', () => response.destroy());
    });
    expect(await egress().request(get(url))).toMatchObject({ status: 200, truncated: true });
  });
  it('that is packed stays packed', async () => {
    const bomb = gzipSync(Buffer.alloc(10_000_000));
    const { url } = await serve((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    );
    expect(await egress().request(get(url))).toMatchObject({ status: 200, bodyText: '', truncated: true });
  });
  it('in no UTF-8 is read as far as it is text', async () => {
    const { url } = await serve((_request, response) => response.end(Buffer.from([0x61, 0xff, 0xfe])));
    expect(await egress().request(get(url))).toMatchObject({ bodyText: 'a\ufffd\ufffd' });
  });
  it('with too many headers is a failure', async () => {
    const url = await serveBytes(`HTTP/1.1 200 OK\r\n${'x: yyyyyyyyyyyyyyyy\r\n'.repeat(5_000)}\r\n`);
    await expect(egress().request(get(url))).rejects.toEqual(failed);
  });
  it.each(['', 'SSH-2.0-OpenSSH\r\n', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx'])(
    'that is none is a failure: %#',
    async (bytes) => {
      const url = await serveBytes(bytes);
      await expect(egress().request({ ...get(url), timeoutMs: 300 })).rejects.toEqual(failed);
    },
  );
});

describe('a failure', () => {
  it('is nobody listening', async () => {
    const { port } = await serve((_request, response) => response.end());
    for (const close of closers.splice(0)) await close();
    await expect(egress().request(get(`http://127.0.0.1:${port}/`))).rejects.toEqual(failed);
  });
  it('is no address', async () => {
    const none = egress({ resolve: async () => [] }).request(get('http://none.example.test/'));
    await expect(none).rejects.toEqual(failed);
    const broken = egress({ resolve: () => Promise.reject(new Error('SERVFAIL')) });
    await expect(broken.request(get('http://none.example.test/'))).rejects.toEqual(failed);
  });
  it('is a look-up or an answer that takes too long', async () => {
    const stuck = egress({ resolve: () => new Promise(() => {}) });
    const slow = { ...get('http://slow.example.test/'), timeoutMs: 50 };
    await expect(stuck.request(slow)).rejects.toEqual(failed);
    const { url } = await serve(() => {});
    await expect(egress().request({ ...get(url), timeoutMs: 50 })).rejects.toEqual(failed);
  });
  it('is a request that the caller gave up', async () => {
    const { url } = await serve(() => {});
    const gone = AbortSignal.abort();
    await expect(egress().request({ ...get(url), signal: gone })).rejects.toEqual(failed);
  });
});

describe('TLS', () => {
  const resolve = async () => ['127.0.0.1'];
  it('is spoken to a certificate that is trusted and has the name of the host', async () => {
    const before = getCACertificates('default');
    setDefaultCACertificates([...before, TRUSTED.cert]);
    closers.push(() => setDefaultCACertificates(before));
    const port = await serveSecurely(TRUSTED);
    const secure = egress({ resolve });
    expect(await secure.request(get(`https://hooks.example.test:${port}/`))).toMatchObject({
      bodyText: 'secure',
    });
    await expect(secure.request(get(`https://other.example.test:${port}/`))).rejects.toEqual(failed);
    await expect(secure.request(get(`https://127.0.0.1:${port}/`))).rejects.toEqual(failed);
  });
  it('is not spoken to a certificate that signed itself', async () => {
    const port = await serveSecurely(UNTRUSTED);
    await expect(egress({ resolve }).request(get(`https://hooks.example.test:${port}/`))).rejects.toEqual(
      failed,
    );
  });
  it('is not expected of a server that does not speak it', async () => {
    const { port } = await serve((_request, response) => response.end());
    await expect(egress({ resolve }).request(get(`https://hooks.example.test:${port}/`))).rejects.toEqual(
      failed,
    );
  });
});

describe('many requests', () => {
  it('share connections, and closing ends them', async () => {
    const { url, port, seen } = await serve((_request, response) => response.end('ok'));
    const shared = createEgress({ allow: LOOPBACK });
    for (let sent = 0; sent < 20; sent += 1) await shared.request(get(url));
    expect(new Set(seen.map((request) => request.socket)).size).toBeLessThan(20);
    await shared.close();
    const alive = connect(port, '127.0.0.1');
    await once(alive, 'connect');
    alive.destroy();
  });
  it('go to at most a bounded number of hosts at a time', async () => {
    const { port, seen } = await serve((_request, response) => response.end('ok'));
    const wide = egress({ resolve: async () => ['127.0.0.1'] });
    for (let host = 0; host < 300; host += 1)
      await wide.request(get(`http://h${host}.example.test:${port}/`));
    expect(seen).toHaveLength(300);
  });
});
