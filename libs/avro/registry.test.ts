/** A registry that is away, broken or lying, as a server of the test plays it. */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { connectRegistry } from './index.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function serve(listener: RequestListener): Promise<{ url: string; paths: string[] }> {
  const paths: string[] = [];
  const server = createServer((request, response) => {
    paths.push(`${request.method} ${request.url}`);
    listener(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, paths };
}

const answering = (status: number, body: string) =>
  serve((_request, response) => response.writeHead(status, { 'content-type': 'application/json' }).end(body));

const away = { code: 'registry_unavailable', retry: 'later' };
const SCHEMA = { type: 'record', name: 'R', fields: [{ name: 'a', type: 'int' }] };
const subject = 's-value';

describe('a registry that is away', () => {
  it('is to be asked again later, whatever was asked', async () => {
    const { url } = await answering(200, '');
    for (const close of closers.splice(0)) close();
    const registry = connectRegistry({ url });
    await expect(registry.schemaById(1)).rejects.toMatchObject(away);
    await expect(registry.idOf(subject, SCHEMA)).rejects.toMatchObject(away);
    await expect(registry.register({ subject, schema: SCHEMA })).rejects.toMatchObject(away);
    await expect(registry.setCompatibility('FULL')).rejects.toMatchObject(away);
    await expect(registry.latest(subject)).rejects.toMatchObject(away);
  });
  it.each([500, 502, 503, 429])('is one that answers %d', async (status) => {
    const { url } = await answering(status, '{"message":"canary"}');
    const registry = connectRegistry({ url });
    await expect(registry.schemaById(1)).rejects.toMatchObject(away);
    await expect(registry.idOf(subject, SCHEMA)).rejects.toMatchObject(away);
    await expect(registry.setCompatibility('FULL')).rejects.toMatchObject(away);
    await expect(registry.latest(subject)).rejects.toMatchObject(away);
  });
  it.each(['', 'oops', '{}', '{"schema":1}', '{"schema":"{"}', '{"schema":"1"}', '[]'])(
    'is one that answers garbage: %s',
    async (body) => {
      const { url } = await answering(200, body);
      await expect(connectRegistry({ url }).schemaById(1)).rejects.toMatchObject(away);
    },
  );
  it('is one that does not answer in time', async () => {
    const { url } = await serve(() => {});
    const registry = connectRegistry({ url, timeoutMs: 50 });
    await expect(registry.schemaById(1)).rejects.toMatchObject(away);
    await expect(registry.idOf(subject, SCHEMA)).rejects.toMatchObject(away);
  });
});

describe('a schema by its id', () => {
  it('is asked for once, however many ask at once', async () => {
    const { url, paths } = await answering(200, JSON.stringify({ schema: JSON.stringify(SCHEMA) }));
    const registry = connectRegistry({ url: `${url}/` });
    const asked = await Promise.all([registry.schemaById(7), registry.schemaById(7)]);
    expect([...asked, await registry.schemaById(7)]).toEqual([SCHEMA, SCHEMA, SCHEMA]);
    expect(paths).toEqual(['GET /schemas/ids/7']);
  });
  it('is asked for again after a failure', async () => {
    let failing = true;
    const { url } = await serve((_request, response) =>
      failing ? response.writeHead(500).end() : response.end(JSON.stringify({ schema: '"int"' })),
    );
    const registry = connectRegistry({ url });
    await expect(registry.schemaById(7)).rejects.toMatchObject(away);
    failing = false;
    expect(await registry.schemaById(7)).toBe('int');
  });
  it('is unknown when the registry has none, or one of another kind', async () => {
    const none = await answering(404, '{"error_code":40403}');
    await expect(connectRegistry(none).schemaById(1)).rejects.toMatchObject({ code: 'schema_unknown' });
    const json = await answering(200, JSON.stringify({ schema: '{}', schemaType: 'JSON' }));
    await expect(connectRegistry(json).schemaById(1)).rejects.toMatchObject({ code: 'schema_unknown' });
  });
});

describe('the level of all subjects', () => {
  it('is set where the API has it', async () => {
    const { url, paths } = await answering(200, '{}');
    await connectRegistry({ url }).setCompatibility('FULL_TRANSITIVE');
    expect(paths).toEqual(['PUT /config']);
  });
});

describe('its address', () => {
  it('may carry user and password, which go into a header and nowhere else', async () => {
    const seen: (string | undefined)[] = [];
    const { url } = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.end(JSON.stringify({ schema: '"int"', id: 3 }));
    });
    const registry = connectRegistry({ url: url.replace('http://', 'http://ann:p%40ss@') });
    await registry.schemaById(1);
    expect(await registry.idOf(subject, SCHEMA)).toBe(3);
    const expected = `Basic ${Buffer.from('ann:p@ss').toString('base64')}`;
    expect(seen).toEqual([expected, expected]);
  });
  it('has to be one', () => {
    expect(() => connectRegistry({ url: 'registry' })).toThrow(
      expect.objectContaining({ code: 'config_invalid' }),
    );
  });
});
