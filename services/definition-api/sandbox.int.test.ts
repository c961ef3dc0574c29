/** The sandbox of one definition and of a whole tenant, as the API takes it and the topic tells it. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { openBench, type Bench } from './testing/bench.ts';
import type { Client } from './testing/client.ts';
import { DEFINITION } from './testing/definition.ts';
import { idOf, WORKFLOW } from './testing/workflow.ts';

const PATH = '/api/definitions';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench(inject('engines'));
});
afterAll(async () => {
  await bench.close();
});

const tenant = async (): Promise<Client> =>
  bench.client(await bench.keyOf(`t-${randomUUID()}`, ['definitions:read', 'definitions:write']));

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
    expect(await client.put('/api/sandbox', { sandbox: true })).toMatchObject({
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
    await client.put('/api/sandbox', { sandbox: true });
    const live = idOf(await client.post(PATH, DEFINITION));
    const own = idOf(await client.post(PATH, { ...DEFINITION, sandbox: true }));
    await untilInSandbox(live, true);
    expect(await client.put('/api/sandbox', { sandbox: false })).toMatchObject({ body: { definitions: 2 } });
    await untilLive(live);
    await untilInSandbox(own, true);
  });
  it('takes nobody else with it', async () => {
    const [one, other] = [await tenant(), await tenant()];
    const id = idOf(await other.post(PATH, DEFINITION));
    await one.put('/api/sandbox', { sandbox: true });
    expect(await other.get('/api/sandbox')).toMatchObject({ body: { sandbox: false } });
    await untilLive(id);
  });
  it('does not come to what was deleted', async () => {
    const client = await tenant();
    const id = idOf(await client.post(PATH, DEFINITION));
    await client.delete(`${PATH}/${id}`);
    expect(await client.put('/api/sandbox', { sandbox: true })).toMatchObject({ body: { definitions: 0 } });
  });
  it.each([{}, { sandbox: 1 }, { sandbox: true, more: 1 }, []])('is not switched by %j', async (body) => {
    const client = await tenant();
    expect(await client.put('/api/sandbox', body)).toMatchObject({ status: 400 });
    expect(await client.get('/api/sandbox')).toMatchObject({ body: { sandbox: false } });
  });
  it('is not switched with a key that may only read', async () => {
    expect(await bench.reader.put('/api/sandbox', { sandbox: true })).toMatchObject({ status: 403 });
  });
});
