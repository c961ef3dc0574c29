/** What is done to one run by hand: paused, resumed, cancelled, run again, started; each once, with a reason, in the audit. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createApiKey, SCOPES } from '@upshot/keys';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { DEFINITION } from '../../services/definition-api/testing/definition.ts';
import { openRig, type Rig } from './rig.ts';
import { idOf, WORKFLOW } from '../../services/definition-api/testing/workflow.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await openRig(inject('engines'));
});
afterAll(async () => {
  await rig.close();
});

const REASON = { reason: 'The text was wrong' };
const define = async (): Promise<string> => idOf(await rig.api.writer.post('/api/definitions', DEFINITION));
const oneRun = async (definitionId: string = randomUUID()): Promise<string> =>
  (await rig.start(definitionId, 1))[0] ?? '';
const statusOf = async (runId: string) => (await rig.runs.findOne({ _id: runId }))?.status;
const control = (runId: string, verb: string, body: unknown = REASON) =>
  rig.api.writer.post(`/api/runs/${runId}/${verb}`, body);
const keyed = (path: string, key: string, body: unknown) =>
  rig.api.writer.send('POST', path, {
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
  });
const acts = z.object({ acts: z.array(z.record(z.string(), z.unknown())), next: z.string().nullable() });
const auditOf = async (query: string) => acts.parse((await rig.api.reader.get(`/api/audit${query}`)).body);
const startsOf = async (runId: string) => (await rig.starts()).filter((request) => request.runId === runId);
const runIdIn = (body: unknown): string => z.object({ runId: z.string() }).parse(body).runId;

describe('one run', () => {
  it('is paused, resumed and cancelled', async () => {
    const runId = await oneRun();
    for (const [verb, status] of [
      ['pause', 'paused'],
      ['resume', 'running'],
      ['cancel', 'finished'],
    ] as const) {
      expect(await control(runId, verb)).toMatchObject({ status: 202, body: { runId, verb, changed: true } });
      expect(await rig.hear()).toBe(1);
      expect(await statusOf(runId)).toBe(status);
    }
  });
  it('that is so already is left alone', async () => {
    const runId = await oneRun();
    expect(await control(runId, 'resume')).toMatchObject({
      status: 200,
      body: { runId, status: 'running', changed: false },
    });
    expect((await auditOf(`?subject=${runId}`)).acts).toEqual([]);
  });
  it('that is over is 409 with its status', async () => {
    const runId = await oneRun();
    await control(runId, 'cancel');
    await rig.hear();
    expect(await control(runId, 'pause')).toMatchObject({
      status: 409,
      body: { status: 409, runStatus: 'finished', detail: 'The run is over: finished' },
    });
  });
  it.each([randomUUID(), 'x', '../..'])('that is not there is 404: %s', async (id) => {
    expect(await control(encodeURIComponent(id), 'cancel')).toMatchObject({ status: 404 });
  });
  it('of another tenant is 404', async () => {
    const runId = await oneRun();
    expect(await rig.api.other.post(`/api/runs/${runId}/cancel`, REASON)).toMatchObject({ status: 404 });
  });
  it.each([
    ['no reason', {}, [{ pointer: '/reason', code: 'required' }]],
    ['an empty one', { reason: ' ' }, [{ pointer: '/reason', code: 'invalid_value' }]],
    ['one that hides', { reason: 'a\u202eb' }, [{ pointer: '/reason', code: 'invalid_value' }]],
    ['more than that', { ...REASON, by: 'me' }, [{ pointer: '/by', code: 'unknown_property' }]],
    ['a list', [], [{ pointer: '', code: 'invalid_value' }]],
  ])('is not told anything for %s', async (_name, body, errors) => {
    expect(await control(await oneRun(), 'cancel', body)).toMatchObject({ status: 400, body: { errors } });
  });
});

describe('a key that comes again', () => {
  it('tells the run once and is answered as before, also once the run is over', async () => {
    const runId = await oneRun();
    const path = `/api/runs/${runId}/cancel`;
    const first = await keyed(path, 'k-1', REASON);
    await rig.hear();
    const second = await keyed(path, 'k-1', REASON);
    expect([second.status, second.body]).toEqual([202, first.body]);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(await rig.hear()).toBe(0);
    expect((await auditOf(`?subject=${runId}`)).acts.length).toBe(1);
  });
  it('with another body is refused', async () => {
    const path = `/api/runs/${await oneRun()}/pause`;
    await keyed(path, 'k-2', REASON);
    expect(await keyed(path, 'k-2', { reason: 'another' })).toMatchObject({ status: 422 });
    expect(await keyed(`/api/runs/${await oneRun()}/pause`, 'k-2', REASON)).toMatchObject({ status: 422 });
  });
  it('twice at the same time is one act', async () => {
    const path = `/api/runs/${await oneRun()}/pause`;
    const replies = await Promise.all(Array.from({ length: 8 }, () => keyed(path, 'k-3', REASON)));
    expect(new Set(replies.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
    expect(await rig.hear()).toBeLessThanOrEqual(8);
  });
  it('that can be none is refused', async () => {
    expect(await keyed(`/api/runs/${await oneRun()}/pause`, 'a b', REASON)).toMatchObject({ status: 400 });
  });
});

describe('while Kafka is away', () => {
  it('acts are taken, and carried out by whoever reaches it', async () => {
    const runId = await oneRun();
    const cut = await rig.api.startAnother({ kafka: '127.0.0.1:1' });
    const reply = await cut.client(rig.api.keys.writer).post(`/api/runs/${runId}/cancel`, REASON);
    expect(reply).toMatchObject({ status: 202, body: { runId, verb: 'cancel' } });
    const other = await rig.api.startAnother({ sweepMs: 20, graceMs: 0 });
    while ((await rig.api.db.collection('acts').countDocuments({ undone: true })) > 0) await sleep(20);
    await Promise.all([cut.stop(), other.stop()]);
    await rig.hear();
    expect(await statusOf(runId)).toBe('finished');
  });
});

describe('the audit', () => {
  it('says who did what to what, when and why, the newest first, page by page', async () => {
    const runId = await oneRun();
    for (const verb of ['pause', 'resume', 'cancel']) {
      await control(runId, verb);
      await rig.hear();
    }
    const [by] = rig.api.keys.writer.split('_').slice(1, 2);
    const first = await auditOf(`?subject=${runId}&limit=2`);
    expect(first.acts).toMatchObject([
      { verb: 'cancel', by, subject: { kind: 'run', id: runId }, ...REASON, at: expect.any(String) },
      { verb: 'resume' },
    ]);
    const second = await auditOf(`?subject=${runId}&limit=2&cursor=${first.next ?? ''}`);
    expect([second.acts.map(({ verb }) => verb), second.next]).toEqual([['pause'], null]);
    expect((await auditOf(`?subject=${runId}&verb=resume`)).acts.length).toBe(1);
    expect((await auditOf(`?subject=${runId}&by=somebody`)).acts).toEqual([]);
  });
  it('names the person that a key stands for, beside the key, and so do the run and what is asked for', async () => {
    const keyed = { tenantId: 't-one', name: 'test', scopes: SCOPES, user: 'ann' };
    const key = await createApiKey(rig.api.db, keyed);
    const person = rig.api.client(key);
    const definitionId = await define();
    const runId = await oneRun(definitionId);
    await person.post(`/api/runs/${runId}/pause`, REASON);
    await person.post(`/api/definitions/${definitionId}/start`, { recordIds: ['r9'], ...REASON });
    await person.post('/api/runs/resume', { filter: { definitionId }, ...REASON });
    const { acts: found } = await auditOf('?by=ann');
    const said = { by: 'ann', key: key.split('_')[1] };
    expect(found).toMatchObject([
      { verb: 'resume', ...said },
      { verb: 'start', ...said },
      { verb: 'pause', ...said },
    ]);
    const told = (await rig.commands()).find((command) => command.runId === runId);
    expect(told?.control).toMatchObject({ verb: 'pause', by: 'ann', ...REASON });
    const asked = (await rig.starts()).find((request) => request.definitionId === definitionId);
    expect(asked?.startedBy).toEqual({ by: 'ann', ...REASON });
  });
  it('is of its tenant alone', async () => {
    expect((await rig.api.other.get('/api/audit')).body).toEqual({ acts: [], next: null });
  });
  it.each(['?limit=0', '?limit=999', '?cursor=x', '?verb=x', '?what=1', '?by=a&by=b'])(
    'refuses %s',
    async (query) => {
      expect(await rig.api.reader.get(`/api/audit${query}`)).toMatchObject({ status: 400 });
    },
  );
  it('keeps nothing to do once it is done', async () => {
    expect(await rig.api.db.collection('acts').countDocuments({ undone: true })).toBe(0);
  });
});

describe('a run again', () => {
  const over = async (definitionId: string): Promise<string> => {
    const runId = await oneRun(definitionId);
    await control(runId, 'cancel');
    await rig.hear();
    return runId;
  };

  it('asks for a new run of the same record, on the version of the former one, which it names', async () => {
    const definitionId = await define();
    const runId = await over(definitionId);
    await rig.api.writer.put(`/api/definitions/${definitionId}`, { ...DEFINITION, name: 'newer' });
    const reply = await control(runId, 'again', { ...REASON, from: 'tell', variables: { tries: 2 } });
    expect(reply).toMatchObject({ status: 202, body: { of: runId, version: 1, from: 'tell' } });
    const [request] = await startsOf(runIdIn(reply.body));
    expect(request).toMatchObject({
      key: 't-one/r0',
      definitionId,
      module: 'leads',
      recordId: 'r0',
      startAt: 'tell',
      force: true,
      parent: { runId, awaits: false },
      startedBy: REASON,
      depth: 0,
      rootRunId: request?.runId,
    });
    expect(JSON.parse(request?.variables ?? '')).toEqual({ tries: 2 });
    expect(JSON.parse(request?.definition ?? '')).toMatchObject({ version: 1, name: DEFINITION.name });
  });
  it('is on the version that is asked for', async () => {
    const definitionId = await define();
    const runId = await over(definitionId);
    await rig.api.writer.put(`/api/definitions/${definitionId}`, { ...DEFINITION, name: 'newer' });
    expect(await control(runId, 'again', { ...REASON, version: 2 })).toMatchObject({
      status: 202,
      body: { version: 2, from: 'tell' },
    });
    expect(await control(runId, 'again', { ...REASON, version: 9 })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/version' }] },
    });
  });
  it('is the same run for the same key', async () => {
    const runId = await over(await define());
    const path = `/api/runs/${runId}/again`;
    const [first, second] = [await keyed(path, 'a-1', REASON), await keyed(path, 'a-1', REASON)];
    expect(second.body).toEqual(first.body);
    expect(await startsOf(runIdIn(first.body))).toHaveLength(1);
    expect(runIdIn((await keyed(path, 'a-2', REASON)).body)).not.toBe(runIdIn(first.body));
  });
  it('is refused where nothing can come of it', async () => {
    const definitionId = await define();
    const [open, done] = [await oneRun(definitionId), await over(definitionId)];
    expect(await control(open, 'again')).toMatchObject({ status: 409, body: { runStatus: 'running' } });
    expect(await control(done, 'again', { ...REASON, from: 'nowhere' })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/from', code: 'not_found' }] },
    });
    expect(await control(await over(randomUUID()), 'again')).toMatchObject({ status: 409 });
    expect(await control(randomUUID(), 'again')).toMatchObject({ status: 404 });
  });
});

describe('a start by hand', () => {
  const runs = z.object({ runs: z.array(z.object({ recordId: z.string(), runId: z.string() })) });

  it('asks for a run on each record, whatever the dialect of the definition', async () => {
    for (const [path, body] of [
      ['/api/definitions', DEFINITION],
      ['/workflows', WORKFLOW],
    ] as const) {
      const id = idOf(await rig.api.writer.post(path, body));
      const sent = { recordIds: ['r1', 'r2'], ...REASON, variables: { a: 1 }, sandbox: true };
      const reply = await rig.api.writer.post(`/api/definitions/${id}/start`, sent);
      expect(reply.status).toBe(202);
      const asked = runs.parse(reply.body).runs;
      const requests = (await rig.starts()).filter(({ definitionId }) => definitionId === id);
      expect(requests.map(({ recordId, runId }) => ({ recordId, runId }))).toEqual(
        expect.arrayContaining([...asked]),
      );
      expect(requests.length).toBe(2);
      expect(requests[0]).toMatchObject({
        module: 'leads',
        startAt: null,
        definition: null,
        parent: null,
        sandbox: true,
        force: false,
        startedBy: REASON,
      });
    }
  });
  it('with the same key asks for the same runs', async () => {
    const id = await define();
    const sent = { recordIds: ['r1'], ...REASON };
    const replies = [
      await keyed(`/api/definitions/${id}/start`, 's-1', sent),
      await keyed(`/api/definitions/${id}/start`, 's-1', sent),
    ];
    expect(replies[1]?.body).toEqual(replies[0]?.body);
    expect((await rig.starts()).filter(({ definitionId }) => definitionId === id)).toHaveLength(1);
  });
  it.each([
    ['no record', { recordIds: [] }],
    ['a record twice', { recordIds: ['a', 'a'] }],
    ['too many records', { recordIds: Array.from({ length: 101 }, (_, at) => `r${at}`) }],
    ['no list', { recordIds: 'r1' }],
  ])('is refused for %s', async (_name, more) => {
    const reply = await rig.api.writer.post(`/api/definitions/${await define()}/start`, {
      ...REASON,
      ...more,
    });
    expect(reply.status).toBe(400);
  });
  it('of what is not there is 404, of what is put away 409', async () => {
    const sent = { recordIds: ['r1'], ...REASON };
    expect(await rig.api.writer.post(`/api/definitions/${randomUUID()}/start`, sent)).toMatchObject({
      status: 404,
    });
    const id = await define();
    await rig.api.writer.post(`/api/definitions/${id}/archive`, REASON);
    expect(await rig.api.writer.post(`/api/definitions/${id}/start`, sent)).toMatchObject({ status: 409 });
    await rig.api.writer.send('POST', `/api/definitions/${id}/activate`);
    expect((await rig.api.writer.post(`/api/definitions/${id}/start`, sent)).status).toBe(202);
  });
});
