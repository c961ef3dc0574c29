/** A client that lost the answer to its POST may ask again. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openBench, type Bench } from '../../testing/bench.ts';
import type { Client } from '../../testing/client.ts';
import { idOf, WORKFLOW } from '../../testing/workflow.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench(inject('engines'));
});
afterAll(async () => {
  await bench.close();
});

const create = (client: Client, key: string, body: object = WORKFLOW) =>
  client.send('POST', '/workflows', {
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
  });

describe('an Idempotency-Key', () => {
  it('creates once, however often and at how many places at once it is sent', async () => {
    const replies = await Promise.all(Array.from({ length: 8 }, () => create(bench.writer, 'k-1')));
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 201));
    expect(new Set(replies.map(idOf)).size).toBe(1);
    expect(replies.filter(({ headers }) => headers.get('idempotent-replayed') === 'true')).toHaveLength(7);
  });
  it('with another body is 422', async () => {
    await create(bench.writer, 'k-2');
    const other = await create(bench.writer, 'k-2', { ...WORKFLOW, name: 'other' });
    expect(other).toMatchObject({ status: 422, body: { statusCode: 422, error: 'Unprocessable Entity' } });
  });
  it('belongs to its tenant', async () => {
    const mine = idOf(await create(bench.writer, 'k-3'));
    expect(idOf(await create(bench.other, 'k-3'))).not.toBe(mine);
  });
  it('is spent when its workflow is deleted', async () => {
    const id = idOf(await create(bench.writer, 'k-4'));
    await bench.writer.delete(`/workflows/${id}`);
    expect((await create(bench.writer, 'k-4')).status).toBe(409);
  });
  it.each(['x'.repeat(256), 'a b'])('is refused as %s', async (key) => {
    expect(await create(bench.writer, key)).toMatchObject({
      status: 400,
      body: { details: [{ field: 'Idempotency-Key' }] },
    });
  });
});
