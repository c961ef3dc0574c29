/** Shows on real stores what holds an effect together: one claim at a time, stored before reported, never sent blindly. */
import { UpshotError } from '@upshot/errors';
import { DEAD_LETTERS } from '@upshot/schemas';
import { traceIdOf, contextFromHeaders } from '@upshot/telemetry';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import type { Action } from './action.ts';
import { createActions } from './channels/actions.ts';
import { createLedger } from './ports/ledger.ts';
import { connectCrm } from './ports/postgres/connect-crm.ts';
import { openBench, type Bench } from './testing/bench.ts';
import { dispatchEffect } from './topology.ts';

let bench: Bench;

beforeAll(async () => {
  bench = await openBench(inject('engines'));
});
afterAll(() => bench.close());
beforeEach(() => {
  bench.http.taken.length = 0;
  bench.http.answers = [{ status: 200 }];
  bench.smtp.taken.length = 0;
  bench.smtp.moods = ['ok'];
});

/** Dies at a crash point as a process would: whatever comes after does not happen, the lease stays. */
const dyingAt = (point: string) => ({
  crashPoint: (name: string) => {
    if (name === point) throw new UpshotError('internal', 'power cut');
  },
  ledger: { ...bench.ledger, release: async () => {} },
});
const storedOf = (effectId: string) =>
  bench.db.collection<{ _id: string }>('effects').findOne({ _id: effectId });
const expireLease = (effectId: string) =>
  bench.db.collection<{ _id: string }>('effects').updateOne({ _id: effectId }, { $set: { 'lease.ms': 0 } });
const mail = () =>
  bench.effectOf({
    channel: 'email',
    action: 'send_email',
    config: JSON.stringify({ to: 'ann@example.com', subject: 's', body: 'b' }),
  });

describe('a result', () => {
  it('is reported again, and not worked for again, when the record comes again', async () => {
    const effect = bench.effectOf();
    const first = await bench.resultOf(effect);
    expect(await bench.resultOf(effect)).toEqual(first);
    expect(bench.http.taken).toHaveLength(1);
  });
  it('is reported under its run, with the trace that it continues', async () => {
    const effect = bench.effectOf();
    const traceparent = Buffer.from(`00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`);
    const record = bench.recordOf(bench.effects.encode(effect), { traceparent });
    await dispatchEffect(record, new AbortController().signal, bench.ports);
    const [reported] = await bench.reports.of(effect.effectId);
    expect(reported?.record.key?.toString()).toBe(effect.runId);
    expect(reported?.command).toMatchObject({ tenantId: bench.tenantId, runId: effect.runId });
    expect(reported?.report).toMatchObject({ stepId: effect.stepId, effectId: effect.effectId });
    expect(traceIdOf(contextFromHeaders(reported?.record.headers ?? {}))).toBe('a'.repeat(32));
    expect(bench.http.taken[0]?.headers['traceparent']).toContain('a'.repeat(32));
  });
  it('is stored without the request that led to it', async () => {
    const effect = bench.effectOf();
    await bench.resultOf(effect);
    const stored = await storedOf(effect.effectId);
    expect(stored).toMatchObject({ state: 'done', finishedAt: expect.any(Date) });
    expect(stored).not.toHaveProperty('request');
  });
});

describe('a crash', () => {
  it.each(['dispatcher.claimed', 'dispatcher.rendered', 'dispatcher.delivered', 'dispatcher.stored'])(
    'at %s ends, after the lease, in one result and one body',
    async (point) => {
      const effect = bench.effectOf({
        config: JSON.stringify({ url: `${bench.http.url}/{{trigger.first_name}}` }),
      });
      await expect(bench.dispatch(effect, dyingAt(point))).rejects.toThrow('power cut');
      await expireLease(effect.effectId);
      const changed = { ...effect, record: JSON.stringify({ first_name: 'Changed' }) };
      expect(await bench.resultOf(point === 'dispatcher.claimed' ? effect : changed)).toMatchObject({
        outcome: 'succeeded',
      });
      const distinct = bench.http.taken.map(({ url, body, headers }) =>
        JSON.stringify([url, body, headers['webhook-id'], headers['webhook-timestamp']]),
      );
      expect(new Set(distinct).size).toBe(1);
      expect(bench.http.taken[0]?.url).toBe('/Ann');
    },
  );
  it('between the result and the report only reports again', async () => {
    const effect = mail();
    await expect(bench.dispatch(effect, dyingAt('dispatcher.stored'))).rejects.toThrow('power cut');
    expect(await bench.resultOf(effect)).toMatchObject({ outcome: 'succeeded', output: { sent: true } });
    expect(bench.smtp.taken).toHaveLength(1);
  });
  it('while a mail was being sent ends as unknown, and the mail is never sent again', async () => {
    const effect = mail();
    await expect(bench.dispatch(effect, dyingAt('dispatcher.delivered'))).rejects.toThrow('power cut');
    expect(await storedOf(effect.effectId)).toMatchObject({ state: 'sending' });
    await expireLease(effect.effectId);
    expect(await bench.resultOf(effect)).toMatchObject({
      outcome: 'unknown_outcome',
      errorCode: 'unknown_outcome',
      attempts: 1,
    });
    expect(bench.smtp.taken).toHaveLength(1);
  });
  it('before a mail was begun sends it', async () => {
    const effect = mail();
    await expect(bench.dispatch(effect, dyingAt('dispatcher.rendered'))).rejects.toThrow('power cut');
    await expireLease(effect.effectId);
    expect(await bench.resultOf(effect)).toMatchObject({ outcome: 'succeeded' });
    expect(bench.smtp.taken).toHaveLength(1);
  });
});

describe('a claim', () => {
  it('that is alive holds others off', async () => {
    const effect = bench.effectOf();
    await expect(bench.dispatch(effect, dyingAt('dispatcher.rendered'))).rejects.toThrow('power cut');
    await expect(bench.dispatch(effect)).rejects.toMatchObject({ code: 'lease_held', retry: 'later' });
    expect(bench.http.taken).toEqual([]);
  });
  it('is given to one of many who ask at once', async () => {
    const effect = bench.effectOf();
    const claims = await Promise.all(Array.from({ length: 20 }, () => bench.ledger.claim(asDue(effect))));
    expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
  });
  it('whose lease expired is taken over by one of many, and the loser can change nothing more', async () => {
    const due = asDue(bench.effectOf());
    const lost = await bench.ledger.claim(due);
    await expireLease(due.effectId);
    const claims = await Promise.all(Array.from({ length: 20 }, () => bench.ledger.claim(due)));
    expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
    if (lost === null) throw new UpshotError('internal', 'the first claim was refused');
    const request = { request: '{}', missingFields: [] };
    await expect(bench.ledger.rendered(lost, request, null)).rejects.toMatchObject({ code: 'lease_held' });
    await expect(bench.ledger.sending(lost)).rejects.toMatchObject({ code: 'lease_held' });
  });
  it('is one of many that change at one moment: those that were taken over are told, the others go on', async () => {
    const dues = Array.from({ length: 30 }, () => asDue(bench.effectOf()));
    const claims = await Promise.all(dues.map((due) => bench.ledger.claim(due)));
    const lost = dues.filter((_due, at) => at % 3 === 0);
    await Promise.all(lost.map(({ effectId }) => expireLease(effectId)));
    await Promise.all(lost.map((due) => createLedger(bench.db, 60_000).claim(due)));
    const request = { request: '{}', missingFields: [] };
    const changed = await Promise.allSettled(
      claims.map((claim) =>
        claim === null ? expect.unreachable() : bench.ledger.rendered(claim, request, null),
      ),
    );
    expect(changed.map(({ status }) => status)).toEqual(
      dues.map((_due, at) => (at % 3 === 0 ? 'rejected' : 'fulfilled')),
    );
    expect(await storedOf(dues[0]?.effectId ?? '')).toMatchObject({ state: 'claimed' });
    expect(await storedOf(dues[1]?.effectId ?? '')).toMatchObject({ state: 'rendered' });
  });
  it('is kept while the work goes on, and given back when it could not be ended', async () => {
    const due = asDue(bench.effectOf());
    const ledger = createLedger(bench.db, 60_000);
    const claim = await bench.ledger.claim(due);
    if (claim === null) throw new UpshotError('internal', 'the claim was refused');
    const endOf = (stored: unknown): number => {
      const { since, ms } = Reflect.get(Object(stored), 'lease');
      return since.getTime() + ms;
    };
    const before = await storedOf(due.effectId);
    await ledger.keep(claim);
    const kept = await storedOf(due.effectId);
    expect(endOf(kept)).toBeGreaterThan(endOf(before));
    expect(await bench.ledger.claim(due)).toBeNull();
    await ledger.release(claim);
    expect(await bench.ledger.claim(due)).toMatchObject({ result: null });
  });
});

describe('an engine that is away', () => {
  it('is waited for: the CRM', async () => {
    const crm = connectCrm({ url: 'postgres://u:p@127.0.0.1:9/x', mapping: bench.mapping, connections: 1 });
    const actions = createActions({ ...bench.actionPorts, crm });
    const effect = bench.effectOf({
      channel: 'crm',
      action: 'add_tag',
      config: '{"tag":"x"}',
      recordId: await bench.crm.insert('leads', { tenant_id: bench.tenantId }),
    });
    await expect(bench.dispatch(effect, { actions })).rejects.toMatchObject({
      code: 'crm_unavailable',
      retry: 'later',
    });
    expect(await bench.resultOf(effect)).toMatchObject({ outcome: 'succeeded' });
    await crm.close();
  });
  it('is waited for: the bus, when the report is due', async () => {
    const effect = bench.effectOf();
    const bus = {
      send: async () => {
        throw new UpshotError('bus_unavailable', 'away');
      },
    };
    await expect(bench.dispatch(effect, { bus: { ...bench.bus, ...bus } })).rejects.toMatchObject({
      retry: 'later',
    });
    expect(await bench.resultOf(effect)).toMatchObject({ outcome: 'succeeded' });
    expect(bench.http.taken).toHaveLength(1);
  });
});

describe('stopping', () => {
  it('between two attempts gives the effect back, to be gone on with elsewhere', async () => {
    bench.http.answers = [{ status: 503 }];
    const effect = bench.effectOf();
    const stopper = new AbortController();
    const retries = { attempts: 3, pausesMs: [60_000], longestMs: 60_000 };
    const stopped = bench.dispatch(effect, { retries }, stopper.signal);
    await vi.waitFor(() => expect(bench.http.taken).toHaveLength(1), { timeout: 10_000 });
    stopper.abort();
    await expect(stopped).rejects.toMatchObject({ retry: 'later' });
    bench.http.answers = [{ status: 200 }];
    expect(await bench.resultOf(effect)).toMatchObject({ outcome: 'succeeded', attempts: 2 });
  });
});

describe('what cannot be carried out', () => {
  it('is reported: an action that this dispatcher does not know', async () => {
    expect(await bench.resultOf(bench.effectOf({ action: 'send_fax' }))).toMatchObject({
      outcome: 'failed',
      errorCode: 'definition_invalid',
      errorMessage: 'no action send_fax on channel webhook',
    });
  });
  it('is reported: a fault of our own, when the attempts are used up', async () => {
    const broken: Action = { ...webhookOf(), deliver: () => Promise.reject(new TypeError('bug')) };
    const actions = new Map([['webhook', broken]]);
    expect(await bench.resultOf(bench.effectOf(), { actions })).toMatchObject({
      outcome: 'failed',
      errorCode: 'internal',
      errorMessage: 'TypeError',
      attempts: 3,
    });
  });
  it.each([
    ['no value', () => null],
    ['no frame', () => Buffer.from('{"not":"avro"}')],
    ['half an effect', () => bench.effects.encode(bench.effectOf()).subarray(0, 30)],
    ['a config that is no object', () => bench.effects.encode(bench.effectOf({ config: '[1]' }))],
    ['a record that is no JSON', () => bench.effects.encode(bench.effectOf({ record: '{' }))],
  ])('is buried: a record with %s', async (_name, valueOf) => {
    const buried: string[] = [];
    const deadLetters = {
      bury: async (
        record: Parameters<typeof bench.ports.deadLetters.bury>[0],
        stage: string,
        error: UpshotError,
      ) => {
        buried.push(`${stage} ${error.retry}`);
        await bench.ports.deadLetters.bury(record, stage, error);
      },
    };
    const record = bench.recordOf(valueOf());
    await dispatchEffect(record, new AbortController().signal, { ...bench.ports, deadLetters });
    expect(buried).toEqual(['decode-effect never']);
    expect(await bench.bus.listTopics()).toContain(DEAD_LETTERS);
  });
});

function webhookOf(): Action {
  const action = bench.ports.actions.get('webhook');
  if (action === undefined) throw new UpshotError('internal', 'no webhook');
  return action;
}

const asDue = (effect: ReturnType<Bench['effectOf']>) => ({
  ...effect,
  config: {},
  record: {},
  previous: null,
  readable: {},
});
