/** What is written reaches the topic: at once, after every kind of crash, and never older than what is stored. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BusRecord } from '@upshot/bus';
import { definitionSchema } from '@upshot/definitions';
import { workflowsApi } from '@upshot/dialects';
import { testModules } from '@upshot/dialects/testing';
import { UpshotError } from '@upshot/errors';
import { createLogger, startTelemetry } from '@upshot/telemetry';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { createDefinitionStore, keyOf } from '../ports/definition-store.ts';
import { createDefinitionTopic, type DefinitionTopic } from '../ports/definition-topic.ts';
import { createOutbox, type Outbox } from '../ports/outbox.ts';
import { openBench, type Bench } from '../testing/bench.ts';
import { idOf, WORKFLOW } from '../testing/workflow.ts';
import { createPublisher } from './publish-definitions.ts';

/** Nothing helps where a test does not ask for it. */
const ALONE = { sweepMs: 3_600_000, graceMs: 3_600_000, reconcileMs: 3_600_000 };

let bench: Bench;
beforeAll(async () => {
  bench = await openBench(inject('engines'), ALONE);
});
afterEach(async () => {
  await bench.stopOthers();
});
afterAll(async () => {
  await bench.close();
});

const keyOfId = (id: string) => `t-one/${id}`;
const revisionOf = (record: BusRecord | undefined) => Number(record?.headers['revision']?.toString());

/** The records of a key, in order. */
async function recordsOf(key: string): Promise<readonly BusRecord[]> {
  return (await bench.published()).filter((record) => record.key?.toString() === key);
}

async function documentOf(record: BusRecord | undefined) {
  const { document, ...rest } = await bench.records.decode(record?.value ?? Buffer.alloc(0));
  return { ...rest, definition: definitionSchema.parse(JSON.parse(document)) };
}

/** Waits until the newest record of a key has `revision`. */
async function untilPublished(key: string, revision: number): Promise<void> {
  for (;;) {
    if (revisionOf((await recordsOf(key)).at(-1)) === revision) return;
    await sleep(100);
  }
}

/** Stores a workflow as a process would that dies before it publishes. */
async function storeOnly(): Promise<string> {
  const store = createDefinitionStore(bench.db, Date.now);
  const parsed = workflowsApi.parse(WORKFLOW, { modules: testModules(), newId: randomUUID, mode: 'create' });
  if (!parsed.ok) throw new UpshotError('definition_invalid', 'the test’s own workflow');
  const [id, tenant] = [randomUUID(), { tenantId: 't-one' }];
  await store.insert(tenant, { id, dialect: workflowsApi.name, createdBy: 'k', parsed: parsed.value });
  return keyOf(tenant, id);
}

/** A publisher of its own over the same store and topic. */
function publisherWith(over: { readonly outbox?: Partial<Outbox>; readonly topic?: DefinitionTopic } = {}) {
  const topic = createDefinitionTopic({ bus: bench.bus, codec: bench.records, topic: bench.topic });
  return createPublisher({
    outbox: { ...createOutbox(bench.db, Date.now), ...over.outbox },
    topic: () => over.topic ?? topic,
    telemetry: startTelemetry({ service: 'test' }),
    log: createLogger({ service: 'test', level: 'silent' }),
    crashPoint: () => undefined,
  });
}

describe('a write', () => {
  it('is on the topic when it is answered', async () => {
    const id = idOf(await bench.writer.post('/workflows', WORKFLOW));
    const key = keyOfId(id);
    expect(await documentOf((await recordsOf(key)).at(-1))).toMatchObject({
      tenantId: 't-one',
      definitionId: id,
      revision: 1,
      definition: {
        tenantId: 't-one',
        id,
        name: WORKFLOW.name,
        active: true,
        version: 1,
        dialect: 'workflows-api',
      },
    });
    await bench.writer.patch(`/workflows/${id}/toggle`, { isActive: false });
    expect((await documentOf((await recordsOf(key)).at(-1))).definition).toMatchObject({
      active: false,
      version: 1,
    });
    await bench.writer.put(`/workflows/${id}`, { name: 'n', isActive: true });
    expect((await documentOf((await recordsOf(key)).at(-1))).definition).toMatchObject({
      active: true,
      version: 2,
      name: 'n',
    });
    await bench.writer.delete(`/workflows/${id}`);
    const records = await recordsOf(key);
    expect(records.map(revisionOf)).toEqual([1, 2, 3, 4]);
    expect(records.at(-1)?.value).toBeNull();
    expect(records[0]?.headers['traceparent']?.toString()).toMatch(/^00-/u);
  });
  it('leaves a mark of a deleted definition, without what it said, and only for a while', async () => {
    const id = idOf(await bench.writer.post('/workflows', WORKFLOW));
    await bench.writer.delete(`/workflows/${id}`);
    const mark = await bench.definitions.findOne({ id });
    expect(mark).toMatchObject({
      source: '{}',
      native: '{}',
      earlier: [],
      revision: 2,
      publishedRevision: 2,
      unpublished: false,
    });
    expect(mark?.['purgeAt']).toBeInstanceOf(Date);
  });
  it('keeps the versions before it', async () => {
    const id = idOf(await bench.writer.post('/workflows', WORKFLOW));
    await bench.writer.put(`/workflows/${id}`, { name: 'second' });
    await bench.writer.put(`/workflows/${id}`, { name: 'third' });
    const document = await bench.definitions.findOne({ id });
    expect(document?.['earlier']).toMatchObject([{ version: 2 }, { version: 1 }]);
  });
});

describe('writes at the same time', () => {
  it('each raise the version by one, through two processes', async () => {
    const another = await bench.startAnother(ALONE);
    const second = another.client(bench.keys.writer);
    const id = idOf(await bench.writer.post('/workflows', WORKFLOW));
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        (at % 2 === 0 ? bench.writer : second).put(`/workflows/${id}`, { name: `n${at}` }),
      ),
    );
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200));
    const versions = replies.map(({ body }) => Number(Object(body).version));
    expect(versions.toSorted((a, b) => a - b)).toEqual(replies.map((_, at) => at + 2));
    const stored = Object((await bench.reader.get(`/workflows/${id}`)).body);
    await untilPublished(keyOfId(id), 21);
    const { definition } = await documentOf((await recordsOf(keyOfId(id))).at(-1));
    expect(definition).toMatchObject({ version: 21, name: stored.name });
  });
});

describe('a process that dies', () => {
  it('after the store and before the topic: another one publishes, at its second sweep', async () => {
    const key = await storeOnly();
    await bench.startAnother({ ...ALONE, sweepMs: 100 });
    await untilPublished(key, 1);
  });
  it('after the topic and before its mark: it is published again, the same', async () => {
    const key = await storeOnly();
    const dying = publisherWith({
      outbox: { markPublished: () => Promise.reject(new UpshotError('store_unavailable', 'killed')) },
    });
    await dying.publish(key);
    expect(dying.failure()).toBe('store_unavailable');
    await publisherWith().publish(key);
    const values = (await recordsOf(key)).map(({ value }) => value?.toString('hex'));
    expect(values).toEqual([values[0], values[0]]);
  });
  it('between a stale record and its correction: the comparison of topic and store finds it', async () => {
    const id = idOf(await bench.writer.post('/workflows', WORKFLOW));
    const key = keyOfId(id);
    const [first] = await recordsOf(key);
    await bench.writer.put(`/workflows/${id}`, { name: 'newest' });
    const stale = { topic: bench.topic, key, value: first?.value ?? null, headers: { revision: '1' } };
    await bench.bus.send([stale]);
    await bench.startAnother({ ...ALONE, reconcileMs: 100 });
    await untilPublished(key, 2);
  });
});

describe('a publisher that is overtaken', () => {
  it('publishes the newest again behind its stale record', async () => {
    const id = idOf(await bench.writer.post('/workflows', WORKFLOW));
    const key = keyOfId(id);
    await bench.definitions.updateOne({ id }, { $set: { publishedRevision: 0, unpublished: true } });
    const real = createDefinitionTopic({ bus: bench.bus, codec: bench.records, topic: bench.topic });
    let overtake = true;
    const slow: DefinitionTopic = {
      async send(pending, trace) {
        if (overtake) {
          overtake = false;
          await bench.writer.put(`/workflows/${id}`, { name: 'newer' });
        }
        await real.send(pending, trace);
      },
    };
    await publisherWith({ topic: slow }).publish(key);
    const revisions = (await recordsOf(key)).map(revisionOf);
    expect(revisions).toEqual([1, 2, 1, 2]);
  });
});

describe('Kafka away', () => {
  it('keeps nobody from writing; readiness says so; it is published later', async () => {
    const { client } = await bench.startAnother({ ...ALONE, kafka: '127.0.0.1:1' });
    const created = await client(bench.keys.writer).post('/workflows', WORKFLOW);
    expect(created.status).toBe(201);
    const ready = await client('').get('/readyz');
    expect(ready).toMatchObject({ status: 503, body: { status: 'not_ready' } });
    expect(JSON.stringify(ready.body)).toContain('definitions wait to be published (bus_unavailable)');
    expect((await client('').get('/healthz')).status).toBe(200);
    await publisherWith().publish(keyOfId(idOf(created)));
    await untilPublished(keyOfId(idOf(created)), 1);
  });
});
