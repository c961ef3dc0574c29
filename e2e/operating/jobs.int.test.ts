/** What is done to all open runs of a filter: counted by a dry run, done page by page, once, over crashes, and to no others. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { UpshotError } from '@upshot/errors';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { jobIn, jobOver, readJob } from './jobs.ts';
import { openRig, type Rig } from './rig.ts';

const REASON = { reason: 'A wrong price went out' };
let rig: Rig;
let crash: ((name: string) => void) | null = null;
beforeAll(async () => {
  rig = await openRig(inject('engines'), { crashPoint: (name) => crash?.(name) });
});
afterAll(async () => {
  await rig.close();
});

const post = (verb: string, filter: object, more: object = REASON) =>
  rig.api.writer.post(`/api/runs/${verb}`, { filter, ...more });
/** The job of a request, once it is over and heard of. */
async function carried(verb: string, filter: object) {
  const reply = await post(verb, filter);
  expect(reply.status).toBe(202);
  const over = await jobOver(rig.api.writer, jobIn(reply.body));
  await rig.hear();
  return over;
}
const countOf = (definitionId: string, status: 'running' | 'paused') =>
  rig.runs.countDocuments({ definitionId, status });

describe('all runs of a filter', () => {
  it('are paused, resumed and cancelled; others are not', async () => {
    const [mine, others] = [randomUUID(), randomUUID()];
    await rig.start(mine, 20);
    await rig.start(others, 5);
    const filter = { definitionId: mine };
    expect(await carried('pause', filter)).toMatchObject({ status: 'done', total: 20, seen: 20, told: 20 });
    expect([await countOf(mine, 'paused'), await countOf(others, 'paused')]).toEqual([20, 0]);
    expect(await carried('resume', filter)).toMatchObject({ told: 20 });
    expect(await countOf(mine, 'running')).toBe(20);
    expect(await carried('cancel', filter)).toMatchObject({ told: 20, unplaced: 0 });
    expect([await countOf(mine, 'running'), await countOf(others, 'running')]).toEqual([0, 5]);
  });
  it('are told only where it makes a difference', async () => {
    const definitionId = randomUUID();
    const [first = ''] = await rig.start(definitionId, 3);
    await rig.api.writer.post(`/api/runs/${first}/pause`, REASON);
    await rig.hear();
    expect(await carried('pause', { definitionId })).toMatchObject({ total: 2, told: 2 });
    expect(await carried('pause', { definitionId, status: 'paused' })).toMatchObject({ total: 0, told: 0 });
  });
  it.each([
    ['a version', { version: 2 }, 1],
    ['versions', { version: [1, 2] }, 3],
    ['a record', { recordId: 'r1' }, 1],
    ['records', { recordId: ['r0', 'r1', 'none'] }, 3],
    ['a module', { module: 'leads' }, 2],
    ['a status', { status: 'paused' }, 0],
    ['a time before them', { startedBefore: '2020-01-01T00:00:00Z' }, 0],
    ['a time after them', { startedFrom: '2099-01-01T00:00:00+02:00' }, 0],
    ['a time around them', { startedFrom: '2020-01-01T00:00:00Z', startedBefore: '2099-01-01T00:00:00Z' }, 3],
  ])('are those of %s', async (_name, filter, runs) => {
    const definitionId = randomUUID();
    await rig.start(definitionId, 2, { module: 'leads' });
    await rig.start(definitionId, 1, { definitionVersion: 2 });
    expect(await post('cancel', { definitionId, ...filter }, { dryRun: true })).toMatchObject({
      status: 200,
      body: { dryRun: true, runs },
    });
  });
  it('are of one tenant alone', async () => {
    const definitionId = randomUUID();
    await rig.start(definitionId, 2, {}, 't-two');
    expect(await carried('cancel', { definitionId })).toMatchObject({ total: 0, told: 0 });
    expect(await countOf(definitionId, 'running')).toBe(2);
  });
  it('are those of all definitions where none is named, over the bounds of pages', async () => {
    const ids = [randomUUID(), randomUUID(), randomUUID()];
    for (const id of ids) await rig.start(id, 10, { module: 'pages' });
    expect(await carried('cancel', { module: 'pages' })).toMatchObject({ total: 30, told: 30 });
    for (const id of ids) expect(await countOf(id, 'running')).toBe(0);
  });
  it('do not include those that start later', async () => {
    const definitionId = randomUUID();
    await rig.start(definitionId, 1);
    await rig.runs.updateMany({ definitionId }, { $set: { startedAtMs: Date.now() + 60_000 } });
    expect(await carried('cancel', { definitionId })).toMatchObject({ total: 0, told: 0 });
  });
});

describe('a dry run', () => {
  it('counts, and changes nothing', async () => {
    const definitionId = randomUUID();
    await rig.start(definitionId, 4);
    const before = await rig.runs.find({ definitionId }).toArray();
    const counts = async () =>
      Promise.all(['acts', 'run_jobs'].map((name) => rig.api.db.collection(name).countDocuments()));
    const kept = await counts();
    expect(await post('pause', { definitionId }, { dryRun: true })).toMatchObject({
      status: 200,
      body: { dryRun: true, verb: 'pause', runs: 4, byStatus: { running: 4, paused: 0 } },
    });
    expect(await rig.hear()).toBe(0);
    expect([await counts(), await rig.runs.find({ definitionId }).toArray()]).toEqual([kept, before]);
  });
});

describe('a request', () => {
  it.each([
    ['without a filter', {}, REASON, 'required'],
    ['without a reason', { module: 'leads' }, {}, 'required'],
    ['with an unknown part', { modul: 'leads' }, REASON, 'unknown_property'],
    ['with a status that is over', { status: 'completed' }, REASON, 'invalid_value'],
    ['with a time without a zone', { startedFrom: '2026-01-01T00:00:00' }, REASON, 'invalid_value'],
    ['with a definition that is none', { definitionId: 'x' }, REASON, 'invalid_value'],
  ])('%s is refused', async (_name, filter, more, code) => {
    expect(await post('pause', filter, more)).toMatchObject({ status: 400, body: { errors: [{ code }] } });
  });
  it('for every run has to say so', async () => {
    expect(await post('pause', {}, { all: true, dryRun: true })).toMatchObject({ status: 200 });
  });
});

describe('a crash', () => {
  it('between what is told and the note of it makes the page be told again, and counted once', async () => {
    const definitionId = randomUUID();
    await rig.start(definitionId, 20);
    let pages = 0;
    crash = (name) => {
      if (name !== 'definition-api.job-page-sent') return;
      pages += 1;
      if (pages === 2) throw new UpshotError('internal', 'crash');
    };
    const before = (await rig.commands()).length;
    expect(await carried('cancel', { definitionId })).toMatchObject({ seen: 20, told: 20 });
    crash = null;
    expect((await rig.commands()).length - before).toBe(27);
    expect(await countOf(definitionId, 'running')).toBe(0);
  });
  it('of the whole process leaves the job to another one', async () => {
    const definitionId = randomUUID();
    await rig.start(definitionId, 20);
    crash = (name) => {
      if (name === 'definition-api.job-page-sent') throw new UpshotError('internal', 'dead');
    };
    const id = jobIn((await post('pause', { definitionId })).body);
    const other = await rig.api.startAnother({
      jobs: { idleMs: 20, leaseMs: 300, pageSize: 7, runsPerSecond: 1_000_000 },
    });
    expect(await jobOver(rig.api.writer, id)).toMatchObject({ status: 'done', told: 20 });
    crash = null;
    await other.stop();
    await rig.hear();
    expect(await countOf(definitionId, 'paused')).toBe(20);
  });
  it('between an act and what follows from it leaves it to the sweep', async () => {
    const definitionId = randomUUID();
    const [runId = ''] = await rig.start(definitionId, 1);
    const other = await rig.api.startAnother({ sweepMs: 20, graceMs: 0 });
    crash = (name) => {
      if (name === 'definition-api.act-carried-out') throw new UpshotError('internal', 'crash');
    };
    expect((await rig.api.writer.post(`/api/runs/${runId}/cancel`, REASON)).status).toBe(202);
    while ((await rig.api.db.collection('acts').countDocuments({ undone: true })) > 0) await sleep(20);
    crash = null;
    await other.stop();
    await rig.hear();
    expect(await countOf(definitionId, 'running')).toBe(0);
  });
});

describe('a job', () => {
  it('is shown and listed to its tenant', async () => {
    const definitionId = randomUUID();
    const id = jobIn((await post('cancel', { definitionId })).body);
    await jobOver(rig.api.writer, id);
    expect((await rig.api.reader.get(`/api/jobs/${id}`)).body).toMatchObject({
      id,
      verb: 'cancel',
      filter: { definitionId },
      ...REASON,
      version: null,
      finishedAt: expect.any(String),
    });
    const page = await rig.api.reader.get('/api/jobs?limit=1');
    expect(page.body).toMatchObject({ jobs: [{ id }], next: expect.any(String) });
    expect((await rig.api.other.get('/api/jobs')).body).toEqual({ jobs: [], next: null });
    expect((await rig.api.other.get(`/api/jobs/${id}`)).status).toBe(404);
  });
  it('is stopped, and tells no more runs', async () => {
    const definitionId = randomUUID();
    await rig.start(definitionId, 10);
    crash = (name) => {
      if (name === 'definition-api.job-page-sent') throw new UpshotError('internal', 'held up');
    };
    const id = jobIn((await post('cancel', { definitionId })).body);
    expect(await rig.api.writer.post(`/api/jobs/${id}/stop`, REASON)).toMatchObject({
      status: 200,
      body: { id, status: 'stopped' },
    });
    crash = null;
    expect(await readJob(rig.api.writer, id)).toMatchObject({ status: 'stopped', told: 0 });
    expect((await rig.api.writer.post(`/api/jobs/${randomUUID()}/stop`, REASON)).status).toBe(404);
    expect((await rig.api.writer.post(`/api/jobs/${id}/stop`, REASON)).body).toMatchObject({
      status: 'stopped',
    });
  });
});
