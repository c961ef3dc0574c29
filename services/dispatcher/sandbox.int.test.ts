/** Shows by absence that a sandbox effect comes to no end at all, beside a live twin that comes to every one. */
import { randomUUID } from 'node:crypto';
import { ACTION_CHANNELS } from '@upshot/definitions';
import { UpshotError } from '@upshot/errors';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ACTION_EXAMPLES, USER } from './testing/action-examples.ts';
import { allEnds } from './testing/all-ends.ts';
import { openBench, type Bench } from './testing/bench.ts';

let bench: Bench;
let leadId = '';
let ownerId = '';

beforeAll(async () => {
  bench = await openBench(inject('engines'));
  const tenant_id = bench.tenantId;
  ownerId = await bench.crm.insert('users', { tenant_id, name: 'Olga', email: 'olga@example.com' });
  leadId = await bench.crm.insert('leads', { tenant_id, owner_id: ownerId, first_name: 'Ann' });
});
afterAll(() => bench.close());

const effectOf = (action: keyof typeof ACTION_CHANNELS, config: object, more: object = {}) =>
  bench.effectOf({
    channel: ACTION_CHANNELS[action],
    action,
    config: JSON.stringify(config),
    recordId: leadId,
    record: JSON.stringify({ id: leadId, owner_id: ownerId, first_name: 'Ann', email: 'ann@example.com' }),
    sandbox: true,
    ...more,
  });
const describeOf = async (action: keyof typeof ACTION_CHANNELS, config: object, more: object = {}) =>
  bench.resultOf(effectOf(action, config, more));

describe('an action in the sandbox', () => {
  it.each(ACTION_EXAMPLES)('$name leaves every end as it was; its live twin does not', async (example) => {
    const config = example.config(bench);
    const before = await allEnds(bench);
    const result = await describeOf(example.name, config);
    expect(result).toMatchObject({
      outcome: 'succeeded',
      answer: null,
      attempts: 0,
      errorCode: null,
      output: { sandbox: true, wouldHave: expect.anything(), missingFields: ['trigger.not_there'] },
    });
    expect(await allEnds(bench)).toEqual(before);

    await describeOf(example.name, config, { sandbox: false });
    const { webhooks, mails, stores, crm, redis } = await allEnds(bench);
    expect([webhooks, mails, crm, stores]).not.toEqual([
      before.webhooks,
      before.mails,
      before.crm,
      before.stores,
    ]);
    expect(stores, 'the ledger').not.toEqual(before.stores);
    expect(redis, 'limits, or turns').toBeGreaterThan(0);
  });
  it('has nothing to claim: the same effect can still happen live', async () => {
    const effect = effectOf('webhook', { url: bench.http.url });
    await bench.resultOf(effect);
    const taken = bench.http.taken.length;
    expect(await bench.resultOf({ ...effect, sandbox: false })).toMatchObject({ attempts: 1 });
    expect(bench.http.taken.length).toBe(taken + 1);
  });
  it('says the same each time it comes, and asks for no share of its tenant’s limits', async () => {
    const effect = effectOf('update_field', { fieldKey: 'company', value: 'x' });
    const refusing = { take: () => Promise.reject(new UpshotError('limit_reached', 'not asked')) };
    const first = await bench.resultOf(effect, { limits: refusing });
    const again = await bench.resultOf(effect, { limits: refusing });
    expect(again.output).toEqual(first.output);
  });
});

describe('what it would have done', () => {
  it('is the request as rendered, without the secrets in it', async () => {
    const { output } = await describeOf('webhook', {
      url: 'https://user:pass@hooks.example.com/{{trigger.first_name}}?api_key=canary1&n=1',
      headers: [
        { key: 'Authorization', value: 'Bearer canary2' },
        { key: 'X-Api-Key', value: 'canary3' },
        { key: 'X-Name', value: '{{trigger.first_name}}' },
      ],
      bodyJson: { name: '{{trigger.first_name}}', auth: { clientSecret: 'canary4' } },
    });
    expect(JSON.stringify(output)).not.toMatch(/canary|user:pass/);
    expect(output).toMatchObject({
      wouldHave: {
        method: 'POST',
        url: 'https://hooks.example.com/Ann?api_key=***&n=1',
        headers: { authorization: '***', 'x-api-key': '***', 'x-name': 'Ann' },
        body: { name: 'Ann' },
      },
    });
  });
  it('reads live data: the owner’s address, the users’ load', async () => {
    expect(await describeOf('send_email', { to: 'owner_email', subject: 's', body: 'b' })).toMatchObject({
      output: { wouldHave: { to: ['olga@example.com'] } },
    });
    expect(
      await describeOf('assign_owner', { algorithm: 'load_based', pool: [ownerId, USER] }),
    ).toMatchObject({ output: { wouldHave: { kind: 'set', module: 'leads', recordId: leadId } } });
  });
  it('takes no turn of a round, and lets later steps see whose it would have been', async () => {
    const definitionId = randomUUID();
    const config = { algorithm: 'round_robin', pool: [ownerId, USER] };
    const chosen = async (sandbox: boolean) =>
      (await describeOf('assign_owner', config, { definitionId, sandbox })).recordPatch;
    expect(await chosen(true)).toEqual({ owner_id: ownerId });
    expect(await chosen(true)).toEqual({ owner_id: ownerId });
    expect(await chosen(false)).toEqual({ owner_id: ownerId });
    expect(await chosen(true)).toEqual({ owner_id: USER });
    expect(await chosen(false)).toEqual({ owner_id: USER });
  });
  it('names earlier steps and variables where templates do', async () => {
    const readable = JSON.stringify({ variables: { plan: 'pro' }, steps: { a: { output: { id: 7 } } } });
    expect(
      await describeOf('add_tag', { tag: '{{variables.plan}}-{{steps.a.output.id}}' }, { readable }),
    ).toMatchObject({ output: { wouldHave: { kind: 'append', value: 'pro-7' } } });
  });
  it('is a failure or a skip where it would have been one', async () => {
    expect(await describeOf('webhook', { url: '{{trigger.first_name}}' })).toMatchObject({
      outcome: 'failed',
      errorCode: 'template_invalid',
      output: { sandbox: true },
    });
    expect(await describeOf('add_tag', { tag: '{{trigger.nothing}}' })).toMatchObject({
      outcome: 'skipped',
      output: { sandbox: true, skipped: true, reason: 'the tag is empty' },
    });
    expect(await describeOf('webhook', {}, { action: 'telepathy' })).toMatchObject({
      outcome: 'failed',
      errorCode: 'definition_invalid',
    });
  });
});

describe('the walk of a sandbox effect', () => {
  it('has three stages, and is counted as nothing but what it is', async () => {
    const walked: string[] = [];
    const counted: string[] = [];
    const { telemetry } = bench.ports;
    const metrics = {
      ...telemetry.metrics,
      recordStage: (stage: string, outcome: string) => void walked.push(`${stage}: ${outcome}`),
      countEffect: (channel: string, outcome: string) => void counted.push(`${channel}: ${outcome}`),
    };
    await bench.resultOf(effectOf('webhook', { url: bench.http.url }), {
      telemetry: { ...telemetry, metrics },
    });
    expect(walked).toEqual(['decode-effect: ok', 'describe-effect: ok', 'report-result: ok']);
    expect(counted).toEqual(['webhook: sandbox']);
  });
});
