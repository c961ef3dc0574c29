/** Shows on real sockets and stores what a webhook sends, answers and survives. */
import { createEgress } from '@upshot/egress';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { createActions } from './channels/actions.ts';
import { openBench, type Bench } from './testing/bench.ts';

let bench: Bench;

beforeAll(async () => {
  bench = await openBench(inject('engines'));
});
afterAll(() => bench.close());
beforeEach(() => {
  bench.http.taken.length = 0;
  bench.http.answers = [{ status: 200, body: 'fine' }];
});

const hook = (config: object, part: Parameters<Bench['effectOf']>[0] = {}) =>
  bench.effectOf({ ...part, config: JSON.stringify({ url: `${bench.http.url}/hook`, ...config }) });
const lastRequest = () => bench.http.taken.at(-1);

describe('a webhook', () => {
  it('posts the trigger where its author gave no body, with the effect as its key', async () => {
    const record = { first_name: 'Ann', custom_fields: { tier: 'gold' }, upshot_cause: 'x' };
    const effect = hook({}, { record: JSON.stringify(record), previous: '{"stage":"new"}' });
    expect(await bench.resultOf(effect)).toMatchObject({
      outcome: 'succeeded',
      output: { statusCode: 200, ok: true, responseBody: 'fine' },
      attempts: 1,
      errorCode: null,
    });
    expect(JSON.parse(lastRequest()?.body ?? '')).toEqual({
      triggerModule: 'leads',
      triggerType: 'lead_created',
      entityId: effect.recordId,
      entity: { first_name: 'Ann', custom_fields: { tier: 'gold' } },
      customFields: { tier: 'gold' },
      previousValues: { stage: 'new' },
      meta: {
        runId: effect.runId,
        stepId: effect.stepId,
        effectId: effect.effectId,
        workflowId: 'd1',
        version: 3,
        requestedAt: '2026-01-15T12:00:00.000Z',
      },
    });
    expect(lastRequest()?.headers).toMatchObject({
      'webhook-id': effect.effectId,
      'idempotency-key': effect.effectId,
      'webhook-timestamp': expect.stringMatching(/^\d{10}$/),
      'content-type': 'application/json',
      'user-agent': 'Upshot',
      traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/),
    });
  });
  it('renders its address, parameters, headers and body, each as its place needs', async () => {
    const record = JSON.stringify({ name: 'A&B / "x"', id: 5 });
    const config = {
      url: `${bench.http.url}/leads/{{trigger.name}}?q={{trigger.name}}`,
      method: 'PUT',
      params: [
        { key: 'n', value: '{{trigger.id}}', enabled: true },
        { key: 'off', value: '1', enabled: false },
      ],
      headers: [{ key: 'X-Name', value: '{{trigger.name}}', enabled: true }],
      bodyJson: '{"name": "{{trigger.name}}", "id": {{trigger.id}}}',
    };
    await bench.resultOf(hook(config, { record }));
    expect(lastRequest()).toMatchObject({
      method: 'PUT',
      url: '/leads/A%26B%20%2F%20%22x%22?q=A%26B%20%2F%20%22x%22&n=5',
      headers: { 'x-name': 'A&B / "x"' },
    });
    expect(JSON.parse(lastRequest()?.body ?? '')).toEqual({ name: 'A&B / "x"', id: 5 });
  });
  it.each([
    ['an object', { bodyJson: { a: ['{{trigger.first_name}}', 1] } }, '{"a":["Ann",1]}', 'application/json'],
    ['the alias body', { body: { a: '{{trigger.firstName}}' } }, '{"a":"Ann"}', 'application/json'],
    [
      'raw text',
      { bodyType: 'raw', bodyRaw: 'Hi {{trigger.first_name}}' },
      'Hi Ann',
      'text/plain; charset=utf-8',
    ],
    [
      'a form',
      { bodyType: 'form-data', formData: [{ key: 'n', value: '{{trigger.first_name}} &', enabled: true }] },
      'n=Ann+%26',
      'application/x-www-form-urlencoded',
    ],
    [
      'a form as an object',
      { bodyType: 'form-data', body: { n: '{{trigger.first_name}}', i: 5 } },
      'n=Ann&i=5',
      'application/x-www-form-urlencoded',
    ],
  ])('sends %s', async (_name, config, body, type) => {
    await bench.resultOf(hook(config));
    expect(lastRequest()).toMatchObject({ body, headers: { 'content-type': type } });
  });
  it.each(['GET', 'HEAD'])('sends no body with %s', async (method) => {
    await bench.resultOf(hook({ method, bodyJson: { a: 1 } }));
    expect(lastRequest()).toMatchObject({ method, body: '' });
    expect(lastRequest()?.headers).not.toHaveProperty('content-type');
  });
  it('lets nothing in a record become a header or leave its JSON string', async () => {
    const record = JSON.stringify({ name: 'x\r\nEvil: 1', text: '", "admin": "yes' });
    const config = { headers: { 'X-Name': '{{trigger.name}}' }, bodyJson: '{"t": "{{trigger.text}}"}' };
    await bench.resultOf(hook(config, { record }));
    expect(lastRequest()?.headers).toMatchObject({ 'x-name': 'x Evil: 1' });
    expect(lastRequest()?.headers).not.toHaveProperty('evil');
    expect(JSON.parse(lastRequest()?.body ?? '')).toEqual({ t: '", "admin": "yes' });
  });
  it('says which fields its templates did not find', async () => {
    const effect = hook({ bodyJson: { a: '{{trigger.nope}}', b: '{{trigger.__proto__}}' } });
    expect(await bench.resultOf(effect)).toMatchObject({
      outcome: 'succeeded',
      output: { missingFields: ['trigger.nope', 'trigger.__proto__'] },
    });
    expect(lastRequest()?.body).toBe('{"a":"","b":""}');
  });
});

describe('an answer', () => {
  it('that is not 2xx is a result, its body cut to 500 characters', async () => {
    bench.http.answers = [{ status: 404, body: 'x'.repeat(900) }];
    expect(await bench.resultOf(hook({}))).toMatchObject({
      outcome: 'succeeded',
      output: { statusCode: 404, ok: false, responseBody: 'x'.repeat(500) },
    });
    expect(bench.http.taken).toHaveLength(1);
  });
  it.each([408, 429, 500, 503])(
    '%i is tried again with the same key and bytes, then stands',
    async (status) => {
      bench.http.answers = [{ status, headers: { 'retry-after': '0' } }];
      const result = await bench.resultOf(hook({ bodyJson: { at: '{{trigger.first_name}}' } }));
      expect(result).toMatchObject({
        outcome: 'succeeded',
        output: { statusCode: status, ok: false },
        attempts: 3,
      });
      const distinct = bench.http.taken.map(({ headers, body }) =>
        JSON.stringify([headers['webhook-id'], headers['webhook-timestamp'], body]),
      );
      expect([distinct.length, new Set(distinct).size]).toEqual([3, 1]);
    },
  );
  it('that comes at a later attempt is the result', async () => {
    bench.http.answers = [{ status: 503 }, 'drop', { status: 201 }];
    expect(await bench.resultOf(hook({}))).toMatchObject({
      output: { statusCode: 201, ok: true },
      attempts: 3,
    });
  });
  it('that never comes fails the step', async () => {
    bench.http.answers = ['drop'];
    expect(await bench.resultOf(hook({}))).toMatchObject({
      outcome: 'failed',
      errorCode: 'http_failed',
      output: {},
      attempts: 3,
    });
  });
  it('is never a redirect that is followed', async () => {
    bench.http.answers = [{ status: 302, headers: { location: 'http://169.254.169.254/' } }];
    expect(await bench.resultOf(hook({}))).toMatchObject({ output: { statusCode: 302, ok: false } });
    expect(bench.http.taken).toHaveLength(1);
  });
});

describe('what may not be sent', () => {
  it.each(['http://127.0.0.2:9/', 'http://[::1]:9/', 'http://169.254.169.254/latest', 'http://10.0.0.1/'])(
    'fails at once without an attempt: %s',
    async (url) => {
      const result = await bench.resultOf(bench.effectOf({ config: JSON.stringify({ url }) }));
      expect(result).toMatchObject({ outcome: 'failed', errorCode: 'egress_refused', attempts: 1 });
    },
  );
  it('includes our own loopback, unless the operator allows it', async () => {
    const egress = createEgress({ allow: [] });
    const actions = createActions({ ...bench.actionPorts, egress });
    expect(await bench.resultOf(hook({}), { actions })).toMatchObject({
      outcome: 'failed',
      errorCode: 'egress_refused',
    });
    expect(bench.http.taken).toEqual([]);
    await egress.close();
  });
  it.each([
    [{ url: '{{trigger.nope}}' }, 'template_invalid'],
    [{ bodyJson: '{"a": {{trigger.first_name}}}' }, 'template_invalid'],
    [{ bodyJson: '{{ trigger.first_name | nope }}' }, 'template_invalid'],
    [{ verifySsl: false }, 'definition_invalid'],
  ])('%j fails without an attempt', async (config, errorCode) => {
    expect(await bench.resultOf(hook(config))).toMatchObject({ outcome: 'failed', errorCode, attempts: 0 });
    expect(bench.http.taken).toEqual([]);
  });
});
