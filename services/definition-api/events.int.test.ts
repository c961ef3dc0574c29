/** What comes in by POST /api/events: on its topic once, all of a request or none, whoever asks again. */
import { randomUUID } from 'node:crypto';
import { SCOPES } from '@upshot/keys';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openBench, type Bench } from './testing/bench.ts';
import type { Client } from './testing/client.ts';
import { demoModules } from './testing/demo-modules.ts';
import { event } from './testing/event.ts';

const ONE = 'application/cloudevents+json';
const BATCH = 'application/cloudevents-batch+json';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench(inject('engines'), { modules: await demoModules() });
});
afterAll(async () => {
  await bench.close();
});

const post = (body: unknown, type = 'application/json', headers = {}, client: Client = bench.writer) =>
  client.send('POST', '/api/events', {
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': type, ...headers },
  });
const fresh = (more: object = {}) => event({ id: randomUUID(), ...more });
/** The ids on the topic, with how often each is there. */
async function ids(): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  for (const { id } of await bench.activities()) found.set(id, (found.get(id) ?? 0) + 1);
  return found;
}

describe('an event is taken', () => {
  it.each<[string, (body: object) => Promise<{ status: number; body: unknown }>]>([
    ['structured', (body) => post(body, ONE)],
    ['structured, with a charset', (body) => post(body, `${ONE}; charset=utf-8`)],
    ['as plain JSON', (body) => post(body)],
    ['alone in a batch', (body) => post([body], BATCH)],
    ['alone in a list of plain JSON', (body) => post([body])],
  ])('%s', async (_, send) => {
    const sent = fresh();
    expect(await send(sent)).toMatchObject({
      status: 202,
      body: { taken: 1, events: [{ id: sent.id, source: '/web/forms', repeated: false }] },
    });
    expect((await bench.activities()).filter(({ id }) => id === sent.id)).toMatchObject([
      { tenantId: 't-one', module: 'forms', recordId: 'contact-us', key: '["t-one","forms","contact-us"]' },
    ]);
  });
  it('in headers, its body being the data', async () => {
    const id = randomUUID();
    const headers = {
      'ce-specversion': '1.0',
      'ce-id': id,
      'ce-source': '/caf%C3%A9',
      'ce-type': 'form_sent',
      'ce-subject': 'forms/a',
    };
    expect((await post({ email: 'a@example.com' }, 'application/json', headers)).status).toBe(202);
    expect((await bench.activities()).find((each) => each.id === id)).toMatchObject({
      source: '/café',
      data: '{"email":"a@example.com"}',
    });
  });
  it('with a thousand others, in the order in which they stand, as one', async () => {
    const sent = Array.from({ length: 1_000 }, (_, at) => fresh({ data: { email: `${at}@example.com` } }));
    expect((await post(sent, BATCH)).body).toMatchObject({ taken: 1_000 });
    const wanted = new Set(sent.map(({ id }) => id));
    expect((await bench.activities()).filter(({ id }) => wanted.has(id)).map(({ id }) => id)).toEqual(
      sent.map(({ id }) => id),
    );
  });
  it('none at all: an empty batch', async () => {
    expect(await post([], BATCH)).toMatchObject({ status: 202, body: { taken: 0, events: [] } });
  });
});

describe('an event that comes again', () => {
  it('is accepted, and is on the topic once', async () => {
    const sent = fresh();
    await post(sent);
    expect(await post({ ...sent, traceparent: '00-1' })).toMatchObject({
      status: 202,
      body: { taken: 0, events: [{ id: sent.id, repeated: true }] },
    });
    expect((await ids()).get(sent.id)).toBe(1);
  });
  it('within one batch is taken once', async () => {
    const sent = fresh();
    expect((await post([sent, sent])).body).toMatchObject({
      taken: 1,
      events: [{ repeated: false }, { repeated: true }],
    });
    expect((await ids()).get(sent.id)).toBe(1);
  });
  it('many times at once carries the same ids everywhere', async () => {
    const sent = fresh();
    const replies = await Promise.all(Array.from({ length: 20 }, () => post(sent)));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([202]));
    const found = (await bench.activities()).filter(({ id }) => id === sent.id);
    expect(new Set(found.map(({ positionId }) => positionId)).size).toBe(1);
  });
  it('with other content is refused by its place, and nothing of its batch is taken', async () => {
    const [sent, other] = [fresh(), fresh()];
    await post(sent);
    expect(await post([other, { ...sent, data: {} }])).toMatchObject({
      status: 409,
      body: { status: 409, errors: [{ pointer: '/1/id', index: 1, code: 'id_reused' }] },
    });
    expect((await ids()).has(other.id)).toBe(false);
    expect((await post(other)).body).toMatchObject({ taken: 1 });
  });
  it('with other content in the same batch is refused', async () => {
    const sent = fresh();
    expect(await post([sent, { ...sent, subject: 'forms/b' }])).toMatchObject({ status: 409 });
    expect((await ids()).has(sent.id)).toBe(false);
  });
  it('with other content at the same time: one content wins', async () => {
    const sent = fresh();
    const bodies = Array.from({ length: 10 }, (_, at) => ({
      ...sent,
      data: { email: `${at % 2}@example.com` },
    }));
    const replies = await Promise.all(bodies.map((body) => post(body)));
    expect(replies.every(({ status }) => status === 202 || status === 409)).toBe(true);
    const found = (await bench.activities()).filter(({ id }) => id === sent.id);
    expect(new Set(found.map(({ data }) => data)).size).toBeLessThanOrEqual(1);
  });
  it('from another source, or another tenant, is another event', async () => {
    const sent = fresh();
    await post(sent);
    expect((await post({ ...sent, source: '/other', data: {} })).body).toMatchObject({ taken: 1 });
    expect((await post({ ...sent, data: {} }, ONE, {}, bench.other)).body).toMatchObject({ taken: 1 });
    const found = (await bench.activities()).filter(({ id }) => id === sent.id);
    expect(found.map(({ tenantId }) => tenantId).sort()).toEqual(['t-one', 't-one', 't-two']);
  });
  it('is known by another process', async () => {
    const sent = fresh();
    await post(sent);
    const another = await bench.startAnother();
    expect((await post(sent, ONE, {}, another.client(bench.keys.writer))).body).toMatchObject({ taken: 0 });
    await another.stop();
  });
});

describe('a request that is wrong', () => {
  const known = () => bench.db.collection('activities').countDocuments();
  let before: number;
  beforeAll(async () => {
    before = await known();
  });
  it('names each bad event by its index, and takes none', async () => {
    const good = fresh();
    const reply = await post(
      [good, fresh({ type: 'nothing' }), fresh({ data: { value: 'x', more: 1 } })],
      BATCH,
    );
    expect(reply.headers.get('content-type')).toContain('application/problem+json');
    expect(reply).toMatchObject({
      status: 400,
      body: {
        title: 'Bad Request',
        status: 400,
        errors: [
          { index: 1, pointer: '/1/type', code: 'unknown_activity' },
          { index: 2, pointer: '/2/data/value', code: 'wrong_type', detail: 'must be a number' },
          { index: 2, pointer: '/2/data/more', code: 'unknown_field' },
        ],
      },
    });
    expect((await ids()).has(good.id)).toBe(false);
  });
  it.each<[string, string, string, number]>([
    ['empty', '', ONE, 400],
    ['a scalar', '1', ONE, 400],
    ['null', 'null', 'application/json', 400],
    ['cut off', '{"id":', ONE, 400],
    ['a key twice', '{"id":"a","id":"b"}', ONE, 400],
    ['__proto__', '{"__proto__":{}}', ONE, 400],
    ['too deep', `${'['.repeat(100)}${']'.repeat(100)}`, 'application/json', 400],
    ['a list as one event', '[]', ONE, 400],
    ['one event as a batch', '{}', BATCH, 400],
    ['more than a thousand', `[${Array.from({ length: 1_001 }, () => '{}').join()}]`, BATCH, 400],
    ['larger than a megabyte', `"${'x'.repeat(1_048_576)}"`, ONE, 413],
    ['a form', 'id=1', 'application/x-www-form-urlencoded', 415],
    ['a strange JSON', '{}', 'application/hal+json', 415],
  ])('%s', async (_, body, type, status) => {
    expect(await post(body, type)).toMatchObject({ status, body: { status } });
    expect(await known()).toBe(before);
  });
  it.each(['ce-data', 'ce-datacontenttype'])('says %s in headers', async (name) => {
    const headers = {
      'ce-specversion': '1.0',
      'ce-id': 'x',
      'ce-source': 'x',
      'ce-type': 'form_sent',
      'ce-subject': 'forms/a',
    };
    expect((await post({}, 'application/json', { ...headers, [name]: 'x' })).status).toBe(400);
    expect((await post({}, 'application/json', { ...headers, 'ce-id': '%zz' })).status).toBe(400);
  });
  it('has a key without the scope', async () => {
    const keys = SCOPES.filter((scope) => scope !== 'events:write');
    const client = bench.client(await bench.keyOf('t-one', keys));
    expect(await post(fresh(), ONE, {}, client)).toMatchObject({ status: 403, body: { status: 403 } });
    expect(await post(fresh(), ONE, {}, bench.client(''))).toMatchObject({ status: 401 });
  });
});

describe('where Kafka is away', () => {
  it('nothing is taken, and the client is told to ask again', async () => {
    const away = await bench.startAnother({ kafka: '127.0.0.1:1' });
    const sent = fresh();
    const reply = await post(sent, ONE, {}, away.client(bench.keys.writer));
    expect([reply.status, reply.headers.get('retry-after')]).toEqual([503, '2']);
    const ready = await away.client('').get('/readyz');
    expect(JSON.stringify(ready.body)).toContain('events are not taken (bus_unavailable)');
    await away.stop();
    expect((await post(sent)).body).toMatchObject({ taken: 1 });
  });
  it('a request that was cut off after its send is asked again, and is taken', async () => {
    let cut = true;
    const crashPoint = (name: string) => {
      if (name !== 'definition-api.activities-sent' || !cut) return;
      cut = false;
      throw new Error('cut off');
    };
    const another = await bench.startAnother({ crashPoint });
    const sent = fresh();
    const client = another.client(bench.keys.writer);
    expect((await post(sent, ONE, {}, client)).status).toBe(500);
    expect((await post(sent, ONE, {}, client)).body).toMatchObject({ taken: 1 });
    expect((await post(sent, ONE, {}, client)).body).toMatchObject({ taken: 0 });
    await another.stop();
  });
});
