/** Shows over HTTP what is told of the past: searches with cursors, whole runs, statistics, retention, erasures, live runs with resume. */
import {
  createErasures,
  createStatistics,
  eraseHistory,
  hourOf,
  RUN_HISTORY,
  toDocument,
  type HistoryDocument,
  type RunHistory,
} from '@upshot/history';
import { randomHistory } from '@upshot/history/testing/histories';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { z } from 'zod';
import { openBench, type Bench } from './testing/bench.ts';

let bench: Bench;
const definitionId = randomUUID();
const NOW = Date.now();
const runs = Array.from({ length: 60 }, (_, index) => ({
  ...randomHistory(index, { spanMs: 5 * 3_600_000, endMs: NOW - 120_000 }),
  tenantId: 't-one',
  definitionId,
  sandbox: false,
}));
const newestFirst = runs
  .toSorted((a, b) => b.startedAtMs - a.startedAtMs || (a.runId < b.runId ? 1 : -1))
  .map(({ runId }) => runId);
const page = z.looseObject({
  runs: z.array(z.looseObject({ id: z.string() })),
  next: z.string().nullable(),
});
const histories = () => bench.db.collection<HistoryDocument>(RUN_HISTORY);
const store = (...all: readonly RunHistory[]) =>
  histories().insertMany(all.map((each) => toDocument(each, 'test', 30)));

beforeAll(async () => {
  bench = await openBench(inject('engines'));
  await store(...runs, { ...randomHistory(1_000), tenantId: 't-two', definitionId });
});
afterAll(async () => {
  await bench.close();
});

async function ids(query: string): Promise<readonly string[]> {
  const { status, body } = await bench.reader.get(`/api/runs?${query}`);
  expect(status).toBe(200);
  return page.parse(body).runs.map(({ id }) => id);
}

describe('GET /api/runs', () => {
  it('gives them page by page, the newest first, each once', async () => {
    const found: string[] = [];
    let cursor = '';
    do {
      const { body } = await bench.reader.get(`/api/runs?limit=13${cursor}`);
      const { runs: shown, next } = page.parse(body);
      found.push(...shown.map(({ id }) => id));
      cursor = next === null ? '' : `&cursor=${next}`;
    } while (cursor !== '');
    expect(found).toEqual(newestFirst);
  });
  it('finds by record, status, error, action, channel, text and time', async () => {
    const failed = runs.find(({ status }) => status === 'failed');
    if (failed === undefined) expect.unreachable();
    const { runId, recordId, module, startedAtMs } = failed;
    const code = failed.steps.at(-1)?.error?.code ?? '';
    const at = (ms: number) => new Date(ms).toISOString();
    expect(await ids(`recordId=${recordId}&module=${module}`)).toContain(runId);
    expect(await ids(`status=failed,cancelled&definitionId=${definitionId}`)).toContain(runId);
    expect(await ids(`errorCode=${code}&status=failed`)).toContain(runId);
    expect(await ids(`action=${failed.steps[0]?.action ?? ''}&limit=200`)).toContain(runId);
    expect(await ids(`text=${encodeURIComponent(failed.error ?? '')}`)).toContain(runId);
    expect(await ids(`startedFrom=${at(startedAtMs)}&startedBefore=${at(startedAtMs + 1)}`)).toContain(runId);
    expect(await ids('sandbox=true')).toEqual([]);
    expect(await ids('channel=voice')).toEqual([]);
  });
  it('shows no inside', async () => {
    const { body } = await bench.reader.get('/api/runs?limit=1');
    expect(JSON.stringify(body)).not.toMatch(/tenantId|terms|writtenBy|expireAt|lastSeq/u);
  });
  it.each([
    ['limit=0', '/limit'],
    ['limit=201', '/limit'],
    ['status=open', '/status'],
    ['cursor=abc', '/cursor'],
    ['startedFrom=yesterday', '/startedFrom'],
    ['text=a&text=b', '/text'],
    ['colour=red', '/colour'],
    ['definitionId[$ne]=x', '/definitionId[$ne]'],
  ])('refuses %s by its name', async (query, pointer) => {
    const { status, body, headers } = await bench.reader.get(`/api/runs?${query}`);
    expect(status).toBe(400);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(body).toMatchObject({ status: 400, errors: [{ pointer }] });
  });
});

describe('GET /api/runs/:id', () => {
  it('gives what a run that was asked for began with, which lists leave out', async () => {
    const begunWith = { variables: { plan: 'pro' }, results: { ask: { outcome: 'succeeded' } } };
    const asked = { ...randomHistory(7_777), tenantId: 't-one', definitionId: randomUUID(), begunWith };
    await store({ ...asked, sandbox: false, startedAtMs: 1 });
    expect((await bench.reader.get(`/api/runs/${asked.runId}`)).body).toMatchObject({ begunWith });
    const [run] = runs;
    expect((await bench.reader.get(`/api/runs/${run?.runId ?? ''}`)).body).toMatchObject({ begunWith: null });
    const { body } = await bench.reader.get(`/api/runs?definitionId=${asked.definitionId}`);
    expect(page.parse(body).runs).toMatchObject([{ id: asked.runId }]);
    expect(JSON.stringify(body)).not.toMatch(/begun|pro"/u);
  });
  it('gives one whole, and never another tenant’s', async () => {
    const [run] = runs;
    if (run === undefined) expect.unreachable();
    const { status, body } = await bench.reader.get(`/api/runs/${run.runId}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: run.runId,
      steps: run.steps.map(({ stepId, input }) => ({ id: stepId, input })),
      happenings: [],
      erasedAt: null,
    });
    expect((await bench.other.get(`/api/runs/${run.runId}`)).status).toBe(404);
    expect((await bench.reader.get('/api/runs/none')).status).toBe(404);
  });
});

describe('GET /api/definitions/:id/statistics', () => {
  it('adds hours up', async () => {
    await createStatistics(bench.db, Date.now).touch(
      runs.flatMap(({ startedAtMs, finishedAtMs }) =>
        [startedAtMs, finishedAtMs ?? startedAtMs].map((atMs) => ({
          tenantId: 't-one',
          definitionId,
          hourMs: hourOf(atMs),
        })),
      ),
    );
    const { status, body } = await bench.reader.get(`/api/definitions/${definitionId}/statistics`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      total: { started: 60, failed: runs.filter((run) => run.status === 'failed').length },
    });
    const { body: theirs } = await bench.other.get(`/api/definitions/${definitionId}/statistics`);
    expect(theirs).toMatchObject({ hours: [], total: { started: 0, durationMs: { p50: null } } });
  });
  it.each([
    'from=2026-01-01T00:00:00Z&to=2026-03-01T00:00:00Z',
    'from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z',
    'to=soon',
  ])('refuses %s', async (query) => {
    expect((await bench.reader.get(`/api/definitions/${definitionId}/statistics?${query}`)).status).toBe(400);
  });
});

describe('/api/settings/history', () => {
  it('says and changes for how long runs are kept, for whoever may', async () => {
    const path = '/api/settings/history';
    expect((await bench.reader.get(path)).body).toEqual({ retentionDays: 30 });
    expect((await bench.reader.put(path, { retentionDays: 7 })).status).toBe(403);
    expect((await bench.writer.put(path, { retentionDays: 0 })).status).toBe(400);
    expect((await bench.writer.put(path, { retentionDays: 7 })).status).toBe(200);
    expect((await bench.reader.get(path)).body).toEqual({ retentionDays: 7 });
    expect((await bench.other.get(path)).body).toEqual({ retentionDays: 30 });
  });
});

describe('/api/erasures', () => {
  it('take a subject, tell how far it has come, and keep no word of it', async () => {
    const gone = { ...randomHistory(2_000), tenantId: 't-one', module: 'leads', recordId: 'ada-lovelace' };
    await store(gone);
    const asked = { module: 'leads', recordId: 'ada-lovelace' };
    expect((await bench.reader.post('/api/erasures', asked)).status).toBe(403);
    expect((await bench.writer.post('/api/erasures', { module: 'leads' })).status).toBe(400);
    const { status, headers, body } = await bench.writer.post('/api/erasures', asked);
    expect(status).toBe(202);
    expect(JSON.stringify(body)).not.toContain('ada-lovelace');
    const erasures = createErasures(bench.db, Date.now);
    await erasures.workOff('runs', async () => 0);
    await erasures.workOff('history', (due, remember) => eraseHistory(bench.db, due, remember, Date.now()));
    const path = headers.get('location') ?? '';
    expect((await bench.reader.get(path)).body).toMatchObject({
      done: [{ part: 'runs' }, { part: 'history', count: 1 }],
    });
    expect((await bench.other.get(path)).status).toBe(404);
    expect((await bench.reader.get(`/api/runs/${gone.runId}`)).body).toMatchObject({ recordId: '[erased]' });
    expect(await ids('recordId=ada-lovelace')).toEqual([]);
    expect((await bench.reader.get('/api/erasures')).body).toMatchObject({
      erasures: [{ finishedAt: null }],
    });
  });
});

/** Reads server-sent events until it is stopped. */
function listenTo(path: string, url: string = bench.url, headers: Readonly<Record<string, string>> = {}) {
  const stopping = new AbortController();
  const heard: { readonly id: string; readonly runId: string }[] = [];
  const ended = (async () => {
    const response = await fetch(`${url}${path}`, {
      signal: stopping.signal,
      headers: { authorization: `Bearer ${bench.keys.reader}`, ...headers },
    });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    let text = '';
    for await (const bytes of response.body ?? []) {
      text += Buffer.from(bytes).toString();
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) {
        const id = /^id: (.*)$/mu.exec(event)?.[1];
        const runId = /"id":"([^"]+)"/u.exec(event)?.[1];
        if (id !== undefined && runId !== undefined) heard.push({ id, runId });
      }
    }
    return 'ended';
  })().catch(() => 'broken off');
  return { heard, ended, stop: () => stopping.abort() };
}

describe('GET /api/live/runs', () => {
  const WAIT = { timeout: 20_000, interval: 50 };
  const liveId = randomUUID();
  let index = 3_000;
  const next = (tenantId = 't-one'): RunHistory => ({
    ...randomHistory((index += 1)),
    tenantId,
    definitionId: liveId,
  });
  it('tells of runs as they change, and goes on where it was broken off', async () => {
    const path = `/api/live/runs?definitionId=${liveId}`;
    const first = listenTo(path);
    await vi.waitFor(async () => {
      await store(next());
      expect(first.heard.length).toBeGreaterThan(0);
    }, WAIT);
    const last = first.heard.at(-1);
    first.stop();
    expect(await first.ended).toBe('broken off');
    const missed = [next(), next('t-two'), next()];
    await store(...missed);
    const second = listenTo(path, bench.url, { 'last-event-id': last?.id ?? '' });
    await vi.waitFor(() => {
      const told = second.heard.map(({ runId }) => runId);
      expect(told).toEqual(expect.arrayContaining([missed[0]?.runId, missed[2]?.runId]));
      expect(told).not.toContain(missed[1]?.runId);
    }, WAIT);
    second.stop();
    await second.ended;
  });
  it('ends when the process does', async () => {
    const another = await bench.startAnother();
    const listener = listenTo('/api/live/runs', another.url);
    await vi.waitFor(async () => {
      await store(next());
      expect(listener.heard.length).toBeGreaterThan(0);
    }, WAIT);
    await another.stop();
    expect(await listener.ended).toBe('ended');
  });
  it('wants a key, and knows its parameters', async () => {
    expect((await bench.client('').get('/api/live/runs')).status).toBe(401);
    expect((await bench.reader.get('/api/live/runs?run=1')).status).toBe(400);
  });
});
