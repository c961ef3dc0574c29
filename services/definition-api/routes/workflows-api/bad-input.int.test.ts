/** Every bad request the Workflows API names, over HTTP; after each, nothing is stored. */
import { connect } from 'node:net';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { openBench, type Bench } from '../../testing/bench.ts';
import { idOf, WORKFLOW } from '../../testing/workflow.ts';

let bench: Bench;
let id: string;
let before: unknown;
const stored = () => bench.definitions.find().sort({ _id: 1 }).toArray();

beforeAll(async () => {
  bench = await openBench(inject('engines'));
  id = idOf(await bench.writer.post('/workflows', WORKFLOW));
  before = await stored();
});
afterEach(async () => {
  expect(await stored()).toEqual(before);
});
afterAll(async () => {
  await bench.close();
});

const json = { 'content-type': 'application/json' };
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const withName = (name: string) => `{"name":${name},"triggerModule":"leads","triggerType":"lead_created"}`;
const deepFilters = (depth: number): object =>
  depth === 0
    ? { field: 'source', operator: 'is_empty' }
    : { logic: 'AND', conditions: [deepFilters(depth - 1)] };

describe('a body that is no JSON object', () => {
  it.each<[string, string | Buffer, string]>([
    ['empty', '', 'Malformed JSON: the body is empty at position 0'],
    ['cut off', '{"name":"x"', 'Malformed JSON: expected a comma or } at position 11'],
    ['no JSON', 'name=x', 'Malformed JSON: expected a value at position 0'],
    ['a scalar', '1', 'body: must be an object'],
    ['null', 'null', 'body: must be an object'],
    ['a list', '[]', 'body: must be an object'],
    ['text', '"x"', 'body: must be an object'],
    ['BOM', `\ufeff${JSON.stringify(WORKFLOW)}`, 'Malformed JSON: expected a value at position 0'],
    [
      'duplicate keys',
      '{"name":"a","name":{"$ne":null}}',
      'Malformed JSON: the key "name" comes twice at position 12',
    ],
    [
      '__proto__',
      '{"__proto__":{"admin":1}}',
      'Malformed JSON: the key "__proto__" is not allowed at position 1',
    ],
    [
      'escaped __proto__',
      '{"\\u005f_proto__":1}',
      'Malformed JSON: the key "__proto__" is not allowed at position 1',
    ],
    ['100,000 deep', nested(100_000), 'Malformed JSON: nested deeper than 64 at position 64'],
    ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), 'The body is not UTF-8'],
    [
      'a huge integer',
      withName('12345678901234567890'),
      'Malformed JSON: a number too large to be kept exactly: send it as text at position 8',
    ],
    ['a lone surrogate', withName('"\\ud800"'), 'name: holds a NUL or half of a surrogate pair'],
    ['NUL', withName('"a\\u0000b"'), 'name: holds a NUL or half of a surrogate pair'],
  ])('%s', async (_, body, message) => {
    for (const [method, path] of [
      ['POST', '/workflows'],
      ['PUT', `/workflows/${id}`],
    ] as const) {
      const reply = await bench.writer.send(method, path, { body, headers: json });
      expect(reply).toMatchObject({ status: 400, body: { statusCode: 400, message, error: 'Bad Request' } });
    }
  });
});

describe('a workflow that is wrong', () => {
  it.each<[string, object, string, string]>([
    ['unknown property', { tenantId: 't' }, 'tenantId: is not a known property', '/tenantId'],
    ['operator object as a name', { name: { $ne: null } }, 'name: must be text', '/name'],
    ['$-keys', { $set: { name: 'x' } }, '$set: is not a known property', '/$set'],
    ['empty key', { '': 1 }, '[""]: is not a known property', '/'],
    ['name empty', { name: '' }, 'name: must not be empty', '/name'],
    ['name long', { name: 'x'.repeat(256) }, 'name: must not be longer than 255 characters', '/name'],
    [
      'trigger of another module',
      { triggerType: 'task_created' },
      'triggerType: task_created belongs to tasks, not to leads',
      '/triggerType',
    ],
    [
      'a look back where time pulls',
      {
        triggerModule: 'tasks',
        triggerType: 'task_overdue',
        triggerFilters: {
          logic: 'AND',
          conditions: [{ field: 'status', operator: 'changed_to', value: 'x' }],
        },
      },
      'triggerFilters.conditions[0].operator: looks back at a change, and time makes none',
      '/triggerFilters/conditions/0/operator',
    ],
    [
      'operator',
      { triggerFilters: { logic: 'AND', conditions: [{ field: 'source', operator: 'like', value: 1 }] } },
      'triggerFilters.conditions[0].operator: "like" is not a known operator',
      '/triggerFilters/conditions/0/operator',
    ],
    [
      'depth',
      { triggerFilters: deepFilters(21) },
      `triggerFilters${'.conditions[0]'.repeat(20)}: groups may nest 20 deep`,
      `/triggerFilters${'/conditions/0'.repeat(20)}`,
    ],
    [
      'action',
      { actions: [{ actionType: 'send_sms' }] },
      'actions[0].actionType: send_sms is not available yet',
      '/actions/0/actionType',
    ],
    [
      'config',
      { actions: [{ actionType: 'webhook', config: { url: 'ftp://x' } }] },
      'actions[0].config.url: must be an http or https URL without a user name',
      '/actions/0/config/url',
    ],
    ['isActive', { isActive: 'yes' }, 'isActive: must be true or false', '/isActive'],
  ])('%s', async (_, part, message, path) => {
    for (const reply of [
      await bench.writer.post('/workflows', { ...WORKFLOW, ...part }),
      await bench.writer.put(`/workflows/${id}`, { triggerModule: 'leads', ...part }),
    ]) {
      expect(reply).toMatchObject({
        status: 400,
        body: { statusCode: 400, message, error: 'Bad Request', details: [{ path }] },
      });
    }
  });
  it('says everything that is missing at once', async () => {
    const message = 'name: is required; triggerModule: is required; triggerType: is required';
    expect(await bench.writer.post('/workflows', {})).toMatchObject({ status: 400, body: { message } });
  });
  it.each<[unknown, string]>([
    [{}, 'isActive: must be true or false'],
    [{ isActive: null }, 'isActive: must be true or false'],
    [{ isActive: 'false' }, 'isActive: must be true or false'],
    [{ isActive: true, name: 'x' }, 'name: is not a known property'],
    [[], 'body: must be an object'],
    [1, 'body: must be an object'],
  ])('is not switched by %j', async (body, message) => {
    const reply = await bench.writer.patch(`/workflows/${id}/toggle`, body);
    expect(reply).toMatchObject({ status: 400, body: { statusCode: 400, message, error: 'Bad Request' } });
  });
});

describe('headers', () => {
  it.each([
    [undefined],
    ['text/plain'],
    ['multipart/form-data; boundary=x'],
    ['application/x-www-form-urlencoded'],
    ['application/json; charset=utf-16'],
    ['application/jsonp'],
  ])('with the content type %s are 415', async (type) => {
    const body = new Blob([JSON.stringify(WORKFLOW)]);
    const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
    const reply = await bench.writer.send('POST', '/workflows', { body, headers });
    expect(reply).toMatchObject({ status: 415, body: { statusCode: 415, error: 'Unsupported Media Type' } });
  });
  it('that announce a compressed body are 415', async () => {
    const headers = { ...json, 'content-encoding': 'gzip' };
    expect((await bench.writer.send('POST', '/workflows', { body: 'x', headers })).status).toBe(415);
  });
  it('with a forwarded host or another host change nothing', async () => {
    const text = await raw([
      'GET /workflows HTTP/1.1',
      'Host: evil.com:x@good.com',
      'X-Forwarded-Host: evil.com',
      'X-Forwarded-Proto: javascript',
    ]);
    expect(text).toMatch(/^HTTP\/1\.1 401 /u);
    expect(text).not.toContain('evil');
  });
});

describe('a body over 1 MB', () => {
  const large = JSON.stringify({ ...WORKFLOW, description: 'x'.repeat(1_048_577) });
  const message = 'The body is larger than 1048576 bytes';
  it('is refused by its announced length, before it is read', async () => {
    const text = await raw([
      'POST /workflows HTTP/1.1',
      'Host: x',
      `Authorization: Bearer ${bench.keys.writer}`,
      'Content-Type: application/json',
      'Content-Length: 99999999',
    ]);
    expect(text).toMatch(/^HTTP\/1\.1 413 /u);
    expect(text).toContain(message);
  });
  it('is refused while it streams', async () => {
    const body = new Blob([large]).stream();
    const init: RequestInit & { duplex: 'half' } = { body, headers: json, duplex: 'half' };
    const reply = await bench.writer.send('POST', '/workflows', init);
    expect(reply).toMatchObject({ status: 413, body: { statusCode: 413, message } });
  });
  it('is one byte too many', async () => {
    const padded = (size: number) => JSON.stringify({ ...WORKFLOW, surprise: 1 }).padEnd(size, ' ');
    const send = (size: number) =>
      bench.writer.send('POST', '/workflows', { body: padded(size), headers: json });
    expect((await send(1_048_576)).status).toBe(400);
    expect((await send(1_048_577)).status).toBe(413);
  });
});

describe('queries', () => {
  it.each([
    ['page=0', 'page: must be a whole number of at least 1'],
    ['page=-1', 'page: must be a whole number of at least 1'],
    ['page=1.5', 'page: must be a whole number of at least 1'],
    ['page=NaN', 'page: must be a whole number of at least 1'],
    ['limit=0', 'limit: must be a whole number of at least 1'],
    ['limit=1e9', 'limit: must be a whole number of at least 1'],
    ['limit=', 'limit: must be a whole number of at least 1'],
    ['limit=99999999999999', 'limit: must be a whole number of at least 1'],
    ['page=1&page=2', 'page: must be given once'],
    [
      'page=x&limit=y',
      'page: must be a whole number of at least 1; limit: must be a whole number of at least 1',
    ],
  ])('%s', async (query, message) => {
    for (const path of ['/workflows', `/workflows/${id}/runs`])
      expect(await bench.reader.get(`${path}?${query}`)).toMatchObject({ status: 400, body: { message } });
  });
  it('may name a module once', async () => {
    const reply = await bench.reader.get('/workflows?module=leads&module=tasks');
    expect(reply).toMatchObject({ status: 400, body: { message: 'module: must be given once' } });
  });
});

describe('paths', () => {
  it.each([
    ['/api/nothing', 'problem'],
    ['/api/v1', 'problem'],
    ['/Workflows', 'problem'],
    ['/API/workflows', 'problem'],
    ['//workflows', 'problem'],
    ['/api/workflows-and-more', 'problem'],
    ['/workflows/', 'nest'],
    ['/workflows/x/', 'nest'],
    ['/workflows/x/y', 'nest'],
    ['/api/workflows/x/runs/z', 'nest'],
  ])('%s is not there, in the shape of %s', async (path, shape) => {
    const { status, headers, body } = await bench.writer.get(path);
    const type = shape === 'nest' ? 'application/json; charset=utf-8' : 'application/problem+json';
    expect([status, headers.get('content-type')]).toEqual([404, type]);
    expect(body).toMatchObject(shape === 'nest' ? { statusCode: 404 } : { status: 404, title: 'Not Found' });
  });
  it.each([
    '/workflows/../workflows',
    '/workflows/%2e%2e',
    '/workflows;x',
    '/x?y=/workflows',
    '/?/workflows',
  ])('%s opens nothing without a key', async (path) => {
    const text = await raw([`GET ${path} HTTP/1.1`, 'Host: x']);
    expect(text).toMatch(/^HTTP\/1\.1 (?:401|404) |"service":"definition-api"/u);
  });
  it.each([
    ['POST', '/workflows/x', 'HEAD, GET, PUT, DELETE'],
    ['DELETE', '/workflows', 'HEAD, GET, POST'],
    ['GET', '/workflows/x/toggle', 'PATCH'],
    ['OPTIONS', '/workflows', 'HEAD, GET, POST'],
    ['POST', '/api/workflows/x/runs', 'HEAD, GET'],
  ])('%s %s is 405 and says what is allowed', async (method, path, allow) => {
    const { status, headers, body } = await bench.writer.send(method, path);
    expect([status, headers.get('allow')]).toEqual([405, allow]);
    expect(body).toMatchObject({ statusCode: 405, error: 'Method Not Allowed' });
  });
  it.each([
    'x',
    '1',
    '$ne',
    '%00',
    'a%2Fb',
    '%E0%A4%A',
    '..%2f..',
    `${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}`,
  ])('name no workflow by the id %s', async (malformed) => {
    const gone = {
      status: 404,
      body: { statusCode: 404, message: 'Workflow not found', error: 'Not Found' },
    };
    const path = `/workflows/${malformed}`;
    expect(await bench.writer.get(path)).toMatchObject(gone);
    expect(await bench.writer.put(path, { name: 'n' })).toMatchObject(gone);
    expect(await bench.writer.patch(`${path}/toggle`, { isActive: true })).toMatchObject(gone);
    expect(await bench.writer.delete(path)).toMatchObject(gone);
  });
  it('answer HEAD like GET, without a body', async () => {
    const { status, body } = await bench.reader.send('HEAD', `/workflows/${id}`);
    expect([status, body]).toEqual([200, '']);
  });
});

describe('a client that goes away', () => {
  it('in the middle of its body harms nobody', async () => {
    const socket = connect(bench.api.port, '127.0.0.1');
    socket.write(
      `POST /workflows HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${bench.keys.writer}\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"name":`,
    );
    await once(socket, 'connect');
    socket.destroy();
    expect((await bench.reader.get(`/workflows/${id}`)).status).toBe(200);
  });
});

/** Sends lines as they are and gives back what is answered until the server closes. */
async function raw(lines: readonly string[]): Promise<string> {
  const socket = connect(bench.api.port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.write(`${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`);
  await once(socket, 'close');
  return Buffer.concat(chunks).toString();
}
