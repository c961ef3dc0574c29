/** The outbox keeps the newest within its bounds, and what it acknowledged survives a restart. */
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WebhookEntry } from './entries.ts';
import { openOutbox, type Outbox } from './outbox.ts';

const entry = (second: number, body: WebhookEntry['body'] = null): WebhookEntry => ({
  channel: 'webhook',
  at: new Date(second * 1000).toISOString(),
  method: 'POST',
  path: `/${second}`,
  query: {},
  headers: {},
  body,
  rawBody: '',
});
const seconds = (outbox: Outbox, limit = 1000, sinceMs = 0): readonly number[] =>
  outbox.list({ limit, sinceMs }).map(({ at }) => Date.parse(at) / 1000);

let folder = '';
let file = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outbox-'));
  file = join(folder, 'outbox.jsonl');
});
afterEach(() => rm(folder, { recursive: true }));

describe('the outbox', () => {
  it('lists the newest first, by channel, limit and time', async () => {
    const outbox = await openOutbox(file);
    for (const second of [1, 2, 3]) await outbox.add(entry(second));
    expect(seconds(outbox)).toEqual([3, 2, 1]);
    expect(seconds(outbox, 2)).toEqual([3, 2]);
    expect(seconds(outbox, 9, 1000)).toEqual([3, 2]);
    expect(outbox.list({ channel: 'email', limit: 9, sinceMs: 0 })).toEqual([]);
  });
  it('survives a restart, a damaged last line included', async () => {
    const first = await openOutbox(file);
    await first.add(entry(1, { nested: ['value', null] }));
    await appendFile(file, '{"channel":"webhook","at":"20');
    const second = await openOutbox(file);
    await second.add(entry(2));
    expect(seconds(await openOutbox(file))).toEqual([2, 1]);
    expect(second.list({ limit: 2, sinceMs: 0 })[1]).toEqual(entry(1, { nested: ['value', null] }));
  });
  it('keeps the newest within its bounds, in memory and in the file', async () => {
    const outbox = await openOutbox(file, { entries: 5, bytes: 1_000_000 });
    for (let second = 1; second <= 300; second += 1) await outbox.add(entry(second));
    expect(seconds(outbox)).toEqual([300, 299, 298, 297, 296]);
    expect((await readFile(file, 'utf8')).split('\n').length).toBeLessThan(120);
  });
  it('bounds bytes as well as entries', async () => {
    const outbox = await openOutbox(file, { entries: 100, bytes: 3000 });
    for (let second = 1; second <= 10; second += 1) await outbox.add(entry(second, 'x'.repeat(900)));
    expect(seconds(outbox)).toEqual([10, 9]);
  });
  it('keeps entries that come at once, each on its own line', async () => {
    const outbox = await openOutbox(file);
    await Promise.all(Array.from({ length: 50 }, (_, index) => outbox.add(entry(index + 1))));
    expect(new Set(seconds(await openOutbox(file))).size).toBe(50);
  });
  it('forgets when cleared', async () => {
    const outbox = await openOutbox(file);
    await outbox.add(entry(1));
    await outbox.clear();
    await outbox.add(entry(2));
    expect(seconds(outbox)).toEqual([2]);
    expect(seconds(await openOutbox(file))).toEqual([2]);
  });
});
