/** What bad input gets, on the whole: poison records, forbidden addresses, templates that reach too far. */
import { randomUUID } from 'node:crypto';
import { codec, connectRegistry } from '@upshot/avro';
import { connectBus, type Bus } from '@upshot/bus';
import { DEAD_LETTERS, schemaOfTopic, subjectOf, type DeadLetter } from '@upshot/schemas';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { call, caught, createWorkflow, finishedRun, outbox, sql } from './support/upshot.ts';
import { until } from './support/until.ts';

const mark = randomUUID();
const TOPIC = 'crm.public.leads';
let bus: Bus;

beforeAll(async () => {
  bus = await connectBus({ brokers: [inject('upshot').kafka], clientId: 'e2e' });
});
afterAll(() => bus.close());

const onLead = (email: string, actions: readonly unknown[]) =>
  createWorkflow({
    name: 'Bad input',
    triggerModule: 'leads',
    triggerType: 'lead_created',
    triggerFilters: { logic: 'AND', conditions: [{ field: 'email', operator: 'equals', value: email }] },
    actions,
  });
const addLead = (email: string) =>
  sql('insert into leads (first_name, last_name, email) values ($1, $2, $3)', ['Mallory', 'M', email]);

/** Everything in the dead letters from `topic` that holds this test's mark. */
async function deadLetters(): Promise<readonly DeadLetter[]> {
  const { kafka, registry: url } = inject('upshot');
  const letters = await codec<DeadLetter>(connectRegistry({ url }), {
    subject: subjectOf(DEAD_LETTERS),
    schema: schemaOfTopic(DEAD_LETTERS),
  });
  const found: DeadLetter[] = [];
  const reader = await connectBus({ brokers: [kafka], clientId: 'e2e-letters' });
  const follower = await reader.follow({
    topics: [DEAD_LETTERS],
    onRecord: async ({ value }) => {
      if (value !== null) found.push(await letters.decode(value));
    },
  });
  await follower.ready;
  await follower.stop();
  await reader.close();
  return found.filter(({ topic, key }) => topic === TOPIC && key?.toString().includes(mark) === true);
}

/** The key of a poison record, as Debezium's JSON would have it. */
const keyOf = (name: string): string => JSON.stringify({ id: `${mark} ${name}` });
const nameIn = ({ key }: DeadLetter): string => key?.toString().split(`${mark} `)[1]?.replace('"}', '') ?? '';

describe('poison records on a change topic', () => {
  const frame = (id: number, payload: string) =>
    Buffer.concat([Buffer.from([0]), Buffer.from(Uint32Array.of(id).buffer).swap32(), Buffer.from(payload)]);
  const poison: Record<string, Buffer> = {
    'a bad magic byte': Buffer.from([7, 0, 0, 0, 1, 2]),
    'an unknown schema id': frame(2_000_000_000, 'x'),
    'JSON garbage': Buffer.from('{"op":"u","after":{"id":'),
    'an envelope with neither row': Buffer.from(
      JSON.stringify({ op: 'u', before: null, after: null, source: { lsn: 1 } }),
    ),
    'no envelope at all': Buffer.from('{"hello":1}'),
  };
  it('go to the dead letters with origin and bytes, and the partition goes on', async () => {
    const email = `poison-${mark}@example.com`;
    const workflowId = await onLead(email, []);
    const truncated = await someRealRecord();
    const values = { ...poison, 'truncated Avro': truncated };
    // Every partition gets every poison, so that the lead that follows stands behind some of it.
    for (const partition of [0, 1, 2, 3]) {
      await bus.send(
        Object.entries(values).map(([name, value]) => ({
          topic: TOPIC,
          partition,
          key: keyOf(name),
          value,
        })),
      );
    }
    await addLead(email);
    expect(await finishedRun(workflowId)).toMatchObject({ status: 'completed' });
    const letters = await until('the dead letters', async () => {
      const found = await deadLetters();
      return found.length >= 24 ? found : undefined;
    });
    expect(letters.length).toBe(24);
    const codes = Object.fromEntries(letters.map((letter) => [nameIn(letter), letter.errorCode]));
    expect(codes).toEqual({
      'a bad magic byte': 'bad_magic_byte',
      'an unknown schema id': 'schema_unknown',
      'truncated Avro': 'avro_invalid',
      'JSON garbage': 'bad_envelope',
      'an envelope with neither row': 'key_without_row',
      'no envelope at all': 'bad_envelope',
    });
    for (const letter of letters) {
      const name = nameIn(letter);
      expect(letter).toMatchObject({
        topic: TOPIC,
        service: 'matcher',
        stage: 'decode-change',
        value: new Map(Object.entries(values)).get(name),
      });
    }
  });

  /** A record as Debezium wrote it, cut in half. */
  async function someRealRecord(): Promise<Buffer> {
    const real: Buffer[] = [];
    const follower = await bus.follow({
      topics: [TOPIC],
      onRecord: ({ value }) => void (value?.[0] === 0 && value.length > 100 && real.push(value)),
    });
    await follower.ready;
    await follower.stop();
    return real[0]?.subarray(0, 40) ?? Buffer.alloc(0);
  }
});

describe('a webhook to an address that is not to be reached', () => {
  const loopback = `http://127.0.0.1:${new URL(inject('upshot').api).port}/`;
  it.each([
    loopback,
    'http://169.254.169.254/latest/meta-data/',
    'http://10.0.0.1/',
    'http://[::1]/',
    'http://localhost/',
  ])('is refused when it is saved or when it is sent: %s', async (url) => {
    const email = `${randomUUID()}@example.com`;
    const workflow = {
      name: 'Reach in',
      triggerModule: 'leads',
      triggerType: 'lead_created',
      triggerFilters: { logic: 'AND', conditions: [{ field: 'email', operator: 'equals', value: email }] },
      actions: [{ actionType: 'webhook', config: { url } }],
    };
    const { status, body } = await call('POST', '/workflows', workflow);
    if (status !== 201) return expect([400, 422]).toContain(status);
    await addLead(email);
    const id = typeof body === 'object' && body !== null && 'id' in body ? String(body.id) : '';
    const run = await finishedRun(id);
    expect(run).toMatchObject({ status: 'failed', steps: [{ actionType: 'webhook', status: 'failed' }] });
    return expect(run.steps[0]?.error).toMatch(/loopback|link-local|metadata|private/u);
  });
});

describe('a template that reaches too far', () => {
  it('gives empty text, and the step says so', async () => {
    const email = `reach-${mark}@example.com`;
    const url = `${inject('upshot').hooks}/reach/${mark}`;
    const tokens = ['nothing', '__proto__', 'constructor', 'constructor.constructor', 'email.length'];
    const bodyJson = Object.fromEntries(
      tokens.map((token, index) => [`t${index}`, `[{{trigger.${token}}}]`]),
    );
    const workflowId = await onLead(email, [{ actionType: 'webhook', config: { url, bodyJson } }]);
    await addLead(email);
    const run = await finishedRun(workflowId);
    const entry = await caught('webhook', `/reach/${mark}`);
    expect(entry['body']).toEqual(Object.fromEntries(tokens.map((_token, index) => [`t${index}`, '[]'])));
    expect(run.steps[0]?.result?.['missingFields']).toEqual(
      expect.arrayContaining(tokens.map((token) => `trigger.${token}`)),
    );
  });
  it('renders once: a value that looks like a template stays as it is', async () => {
    const email = `once-${mark}@example.com`;
    const url = `${inject('upshot').hooks}/once/${mark}`;
    const workflowId = await onLead(email, [
      {
        actionType: 'webhook',
        config: { url, bodyJson: { who: '{{trigger.firstName}} {{ trigger.last_name }}' } },
      },
    ]);
    await sql('insert into leads (first_name, last_name, email) values ($1, $2, $3)', [
      '{{trigger.email}}',
      '{% raw %}"',
      email,
    ]);
    await finishedRun(workflowId);
    expect((await caught('webhook', `/once/${mark}`))['body']).toEqual({
      who: '{{trigger.email}} {% raw %}"',
    });
  });
});

describe('a failing action', () => {
  it('fails its step and the run with a reason, and does nothing after it', async () => {
    const email = `fails-${mark}@example.com`;
    const url = `${inject('upshot').hooks}/after/${mark}`;
    const workflowId = await onLead(email, [
      {
        actionType: 'update_field',
        sortOrder: 1,
        config: { fieldKey: 'score', value: '{{trigger.lastName}}' },
      },
      { actionType: 'webhook', sortOrder: 2, config: { url } },
    ]);
    await addLead(email);
    const run = await finishedRun(workflowId);
    expect(run).toMatchObject({
      status: 'failed',
      steps: [{ actionType: 'update_field', status: 'failed' }],
    });
    expect(run.steps.length).toBe(1);
    expect((await outbox('webhook')).some((entry) => JSON.stringify(entry).includes(`/after/${mark}`))).toBe(
      false,
    );
  });
});
