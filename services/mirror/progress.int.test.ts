/** Shows on real engines that the mirror marks how far it is, and that a reader of related records goes by the marks. */
import { randomUUID } from 'node:crypto';
import { createProgressMarks, createRelatedReader } from '@upshot/mirror-reader';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { openBench } from './testing/bench.ts';

let bench: Awaited<ReturnType<typeof openBench>>;
beforeAll(async () => {
  bench = await openBench(inject('engines'));
});
afterAll(async () => {
  await bench.close();
});

const SOON = { timeout: 40_000, interval: 100 };
const tenantId = `t-${randomUUID().slice(0, 8)}`;
const lead = (id: string, lsn: number) => ({
  id,
  op: 'c' as const,
  lsn,
  after: { id, tenant_id: tenantId, stage: 'new', notes: '', custom: '{}' },
});
const reader = () =>
  createRelatedReader({ db: bench.db, topicOf: () => bench.topic, endsOf: bench.endsOf, waitMs: 200 });
const readingOf = async (recordId: string, committedAtMs: number) => {
  const [reading] = await reader().read([{ tenantId, module: 'leads', recordId, committedAtMs }]);
  return typeof reading === 'string' ? reading : reading?.values['stage'];
};

describe('the progress of the mirror', () => {
  it('is behind until it has stored what was there, and then is not', async () => {
    expect(await readingOf('a', 5)).toBe('related_missing');
    await bench.send([lead('a', 10), lead('b', 11), Buffer.from('poison')]);
    expect(await readingOf('a', 20)).toBe('related_stale');
    const consumer = await bench.open();
    await vi.waitFor(async () => expect(await bench.drained()).toBe(true), SOON);
    expect(await Promise.all([readingOf('a', 20), readingOf('b', 20), readingOf('c', 20)])).toEqual([
      'new',
      'new',
      'related_missing',
    ]);
    await consumer.stop();
  });
  it('marks every partition that had records at its end', async () => {
    const [marks, ends] = await Promise.all([
      createProgressMarks(bench.db).read([bench.topic]),
      bench.endsOf(bench.topic),
    ]);
    const filled = new Map(
      ends.filter(({ high }) => high > 0n).map(({ partition, high }) => [partition, Number(high)]),
    );
    expect(new Map(marks.map(({ partition, nextOffset }) => [partition, nextOffset]))).toEqual(filled);
    expect(Math.max(...marks.map(({ committedAtMs }) => committedAtMs))).toBe(11);
  });
  it('is behind again with what comes while no mirror runs, but for what is newer already', async () => {
    await bench.send([lead('d', 30), lead('a', 31)]);
    expect(await readingOf('d', 40)).toBe('related_stale');
    expect(await readingOf('b', 40)).toBe('related_stale');
    expect(await readingOf('a', 10)).toBe('new');
  });
});
