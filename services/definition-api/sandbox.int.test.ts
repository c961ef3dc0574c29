/** The sandbox of one definition and of a whole tenant, as the API takes it and the topic tells it. */
import { randomUUID } from 'node:crypto';
import { createApiKey, SCOPES } from '@upshot/keys';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { UpshotError } from '@upshot/errors';
import { z } from 'zod';
import { openBench, type Bench } from './testing/bench.ts';
import type { Client } from './testing/client.ts';
import { DEFINITION } from './testing/definition.ts';
import { idOf, WORKFLOW } from './testing/workflow.ts';

const PATH = '/api/definitions';
const REASON = { reason: 'Rules are rehearsed' };

let bench: Bench;
beforeAll(async () => {
  bench = await openBench(inject('engines'));
});
afterAll(async () => {
  await bench.close();
});

const tenant = async (): Promise<Client> => bench.client(await bench.keyOf(`t-${randomUUID()}`, SCOPES));

/** What the topic says of a definition last. */
async function newestOf(id: string): Promise<unknown> {
  const records = (await bench.published()).filter(({ key }) => key?.toString().endsWith(`/${id}`));
  const value = records.at(-1)?.value ?? null;
  return value === null ? null : JSON.parse((await bench.records.decode(value)).document);
}
const untilInSandbox = (id: string, sandbox: boolean) =>
  vi.waitFor(async () => expect((await newestOf(id)) ?? {}).toHaveProperty('sandbox', sandbox), 20_000);
const untilLive = (id: string) =>
  vi.waitFor(async () => expect(await newestOf(id)).not.toHaveProperty('sandbox'), 20_000);

describe('one definition', () => {
  it('says so where it is sent so, and is read back as it was sent', async () => {
    const reply = await bench.writer.post(PATH, { ...DEFINITION, sandbox: true });
    expect(reply).toMatchObject({ status: 201, body: { sandbox: true } });
    await untilInSandbox(idOf(reply), true);
  });
  it('leaves the sandbox as its next version', async () => {
    const id = idOf(await bench.writer.post(PATH, { ...DEFINITION, sandbox: true }));
    expect(await bench.writer.put(`${PATH}/${id}`, DEFINITION)).toMatchObject({ body: { version: 2 } });
    await untilLive(id);
  });
  it('is refused where the switch is none', async () => {
    expect(await bench.writer.post(PATH, { ...DEFINITION, sandbox: 'yes' })).toMatchObject({ status: 400 });
  });
});

describe('a tenant in the sandbox', () => {
  it('has all its definitions published so, those of other dialects and those that come later too', async () => {
    const client = await tenant();
    const [native, workflow] = [
      idOf(await client.post(PATH, DEFINITION)),
      idOf(await client.post('/workflows', WORKFLOW)),
    ];
    expect(await client.get('/api/sandbox')).toMatchObject({ status: 200, body: { sandbox: false } });
    expect(await client.put('/api/sandbox', { sandbox: true, ...REASON })).toMatchObject({
      status: 200,
      body: { sandbox: true, definitions: 2 },
    });
    await untilInSandbox(native, true);
    await untilInSandbox(workflow, true);
    await untilInSandbox(idOf(await client.post(PATH, DEFINITION)), true);
    expect(await client.get('/api/sandbox')).toMatchObject({ body: { sandbox: true } });
    // What was sent is what is read back: the switch is the tenant's, not the definition's.
    expect((await client.get(`${PATH}/${native}`)).body).not.toHaveProperty('sandbox');
  });
  it('leaves it again, but for definitions that are in it by themselves', async () => {
    const client = await tenant();
    await client.put('/api/sandbox', { sandbox: true, ...REASON });
    const live = idOf(await client.post(PATH, DEFINITION));
    const own = idOf(await client.post(PATH, { ...DEFINITION, sandbox: true }));
    await untilInSandbox(live, true);
    expect(await client.put('/api/sandbox', { sandbox: false, ...REASON })).toMatchObject({
      body: { definitions: 2 },
    });
    await untilLive(live);
    await untilInSandbox(own, true);
  });
  it('takes nobody else with it', async () => {
    const [one, other] = [await tenant(), await tenant()];
    const id = idOf(await other.post(PATH, DEFINITION));
    await one.put('/api/sandbox', { sandbox: true, ...REASON });
    expect(await other.get('/api/sandbox')).toMatchObject({ body: { sandbox: false } });
    await untilLive(id);
  });
  it('does not come to what was deleted', async () => {
    const client = await tenant();
    const id = idOf(await client.post(PATH, DEFINITION));
    await client.delete(`${PATH}/${id}`);
    expect(await client.put('/api/sandbox', { sandbox: true, ...REASON })).toMatchObject({
      body: { definitions: 0 },
    });
  });
  it.each([
    {},
    { sandbox: true },
    { sandbox: 1, ...REASON },
    { sandbox: true, reason: ' ' },
    { sandbox: true, ...REASON, more: 1 },
    [],
  ])('is not switched by %j', async (body) => {
    const client = await tenant();
    expect(await client.put('/api/sandbox', body)).toMatchObject({ status: 400 });
    expect(await client.get('/api/sandbox')).toMatchObject({ body: { sandbox: false } });
  });
  it('is not switched with a key that may only read', async () => {
    expect(await bench.reader.put('/api/sandbox', { sandbox: true, ...REASON })).toMatchObject({
      status: 403,
    });
  });
});

describe('the audit of the sandbox', () => {
  const keyIdIn = (key: string): string => key.split('_')[1] ?? '';
  const acts = z.object({ acts: z.array(z.record(z.string(), z.unknown())) });
  const auditOf = async (client: Client, query = '') =>
    acts.parse((await client.get(`/api/audit?verb=sandbox${query}`)).body).acts;
  const keyed = (client: Client, body: object, key: string) =>
    client.send('PUT', '/api/sandbox', {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
    });

  it('says who has switched the tenant, when and why', async () => {
    const tenantId = `t-${randomUUID()}`;
    const key = await bench.keyOf(tenantId, SCOPES);
    const client = bench.client(key);
    await client.post(PATH, DEFINITION);
    const reply = await client.put('/api/sandbox', { sandbox: true, ...REASON });
    await client.put('/api/sandbox', { sandbox: false, reason: 'They are good' });
    const by = keyIdIn(key);
    const same = { verb: 'sandbox', by, key: by, subject: { kind: 'tenant', id: tenantId } };
    expect(await auditOf(client)).toEqual([
      {
        ...same,
        id: expect.any(String),
        at: expect.any(String),
        reason: 'They are good',
        detail: { sandbox: false, definitions: 1 },
      },
      {
        ...same,
        id: z.object({ act: z.string() }).parse(reply.body).act,
        at: expect.any(String),
        ...REASON,
        detail: { sandbox: true, definitions: 1 },
      },
    ]);
  });
  it('names the person that a key stands for, beside the key', async () => {
    const tenantId = `t-${randomUUID()}`;
    const key = await createApiKey(bench.db, { tenantId, name: 'test', scopes: SCOPES, user: 'ann' });
    const client = bench.client(key);
    await client.put('/api/sandbox', { sandbox: true, ...REASON });
    const said = { by: 'ann', key: keyIdIn(key) };
    expect(await auditOf(client)).toMatchObject([said]);
    expect(await auditOf(client, '&by=ann')).toMatchObject([said]);
    expect(await auditOf(client, `&by=${keyIdIn(key)}`)).toMatchObject([said]);
    expect(await auditOf(client, '&by=bob')).toEqual([]);
  });
  it('has one entry for one key, which switches once', async () => {
    const client = await tenant();
    const first = await keyed(client, { sandbox: true, ...REASON }, 's-1');
    await client.put('/api/sandbox', { sandbox: false, ...REASON });
    const second = await keyed(client, { sandbox: true, ...REASON }, 's-1');
    expect([second.status, second.body]).toEqual([200, first.body]);
    expect(await keyed(client, { sandbox: false, ...REASON }, 's-1')).toMatchObject({ status: 422 });
    expect(await client.get('/api/sandbox')).toMatchObject({ body: { sandbox: false } });
    expect(await auditOf(client)).toHaveLength(2);
  });
  it('comes before the switch: what a process has only recorded another one carries out', async () => {
    const key = await bench.keyOf(`t-${randomUUID()}`, SCOPES);
    const dying = await bench.startAnother({
      crashPoint: (name) => {
        if (name === 'definition-api.act-recorded') throw new UpshotError('internal', 'the process is gone');
      },
    });
    await dying.client(key).put('/api/sandbox', { sandbox: true, ...REASON });
    await dying.stop();
    const client = bench.client(key);
    expect(await client.get('/api/sandbox')).toMatchObject({ body: { sandbox: false } });
    const other = await bench.startAnother({ sweepMs: 20, graceMs: 0 });
    await vi.waitFor(async () => {
      expect(await client.get('/api/sandbox')).toMatchObject({ body: { sandbox: true } });
    }, 20_000);
    await other.stop();
    expect(await auditOf(client)).toHaveLength(1);
  });
  it('says when one definition is put there and taken out, and why where that is said', async () => {
    const client = await tenant();
    const id = idOf(await client.post(PATH, DEFINITION));
    await client.put(`${PATH}/${id}?reason=Rehearsal`, { ...DEFINITION, sandbox: true });
    await client.put(`${PATH}/${id}`, { ...DEFINITION, sandbox: true, name: 'Other' });
    await client.patch(`${PATH}/${id}`, { sandbox: false });
    await client.patch(`${PATH}/${id}`, { name: 'Third' });
    const subject = { kind: 'definition', id };
    expect(await auditOf(client, `&subject=${id}`)).toMatchObject([
      {
        subject,
        reason: 'The definition was taken out of the sandbox',
        detail: { sandbox: false, version: 4 },
      },
      { subject, reason: 'Rehearsal', detail: { sandbox: true, version: 2 } },
    ]);
  });
  it('has nothing of a change that is refused, and refuses a reason that cannot be shown', async () => {
    const client = await tenant();
    const id = idOf(await client.post(PATH, DEFINITION));
    expect(await client.put(`${PATH}/${id}?reason=%20`, { ...DEFINITION, sandbox: true })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/reason' }] },
    });
    expect(await client.patch(`${PATH}/${id}?reason=%00`, { sandbox: true })).toMatchObject({ status: 400 });
    expect(await client.put(`${PATH}/${id}`, { ...DEFINITION, sandbox: true, name: '' })).toMatchObject({
      status: 400,
    });
    expect(await client.get(`${PATH}/${id}`)).toMatchObject({ body: { version: 1 } });
    expect(await auditOf(client)).toEqual([]);
  });
  it('says in the entry of a restore that it switches', async () => {
    const client = await tenant();
    const id = idOf(await client.post(PATH, { ...DEFINITION, sandbox: true }));
    await client.put(`${PATH}/${id}`, DEFINITION);
    await client.put(`${PATH}/${id}`, { ...DEFINITION, name: 'Third' });
    const restore = (version: number) => client.post(`${PATH}/${id}/versions/${version}/restore`, REASON);
    const told = { restored: 1, sandbox: true };
    expect(await restore(1)).toMatchObject({ status: 200, body: told });
    expect((await restore(1)).body).not.toHaveProperty('sandbox');
    const { acts: found } = acts.parse((await client.get(`/api/audit?verb=restore&subject=${id}`)).body);
    expect(found).toMatchObject([{ detail: { restored: 1 } }, { ...REASON, detail: told }]);
  });
});
