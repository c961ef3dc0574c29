/** Definitions held against a real registry: what the change stream does not send is refused when a definition is saved; with the registry away the mapping decides. */
import { randomUUID } from 'node:crypto';
import { connectRegistry } from '@upshot/avro';
import { testModules } from '@upshot/dialects/testing';
import { createLogger } from '@upshot/telemetry';
import type { FieldType } from '@upshot/values';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createSentMapping } from './ports/sent-mapping.ts';
import { openBench, type Bench } from './testing/bench.ts';
import { DEFINITION } from './testing/definition.ts';
import { envelopeOf } from './testing/envelope.ts';
import { idOf } from './testing/workflow.ts';

const { registry: registryUrl } = inject('engines');
const registry = connectRegistry({ url: registryUrl });
const AWAY = 'http://127.0.0.1:9/none';

const newPrefix = () => `sent_${randomUUID().slice(0, 8)}`;
const COLUMNS: Readonly<Record<string, FieldType>> = Object.fromEntries(
  Object.entries(testModules().modules.get('leads')?.fields ?? {}).map(([name, { type }]) => [name, type]),
);
const { stage: _stage, ...WITHOUT_STAGE } = COLUMNS;

/** A table that is altered has a column that it never had: a schema that a subject has already is not its newest again. */
async function register(prefix: string, columns: Readonly<Record<string, FieldType>>): Promise<void> {
  const subject = `${prefix}.public.leads-value`;
  const fresh = `x_${randomUUID().replaceAll('-', '')}`;
  const schema = envelopeOf({ ...columns, [fresh]: 'text' }, `${prefix}.public.leads`);
  await registry.register({ subject, schema, compatibility: 'NONE' });
}

const asks = (field: string, operator: string, operand: unknown) => ({
  ...DEFINITION,
  trigger: {
    module: 'leads',
    kind: 'saved',
    criteria: { kind: 'condition', field, operator, operand, caseSensitive: false },
  },
});
const WORKFLOW = {
  name: 'w',
  triggerModule: 'leads',
  triggerType: 'lead_created',
  triggerFilters: { match: 'all', items: [{ field: 'stage', operator: 'equals', value: 'new' }] },
  actions: [],
};

describe('a definition', () => {
  const prefix = newPrefix();
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench(inject('engines'), {
      modules: testModules({ topicPrefix: prefix }),
      sentFreshMs: 0,
    });
  });
  afterAll(async () => {
    await bench.close();
  });
  const post = (body: object) => bench.writer.post('/api/definitions', body);

  it('is refused by name as soon as the stream is known to lack what it asks, in every dialect', async () => {
    const body = asks('stage', 'equals', 'new');
    expect((await post(body)).status).toBe(201);
    expect((await bench.writer.post('/workflows', WORKFLOW)).status).toBe(201);
    await register(prefix, WITHOUT_STAGE);
    expect(await post(body)).toMatchObject({
      status: 422,
      body: {
        errors: [
          {
            pointer: '/trigger/criteria/field',
            code: 'unknown_field',
            detail: 'is mapped, and no column of that name is sent with the changes of leads',
          },
        ],
      },
    });
    expect((await bench.writer.post('/workflows', WORKFLOW)).status).toBe(400);
    expect(await post({ ...DEFINITION, trigger: { module: 'leads', kind: 'stage_changed' } })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/trigger/kind', code: 'not_available' }] },
    });
    await register(prefix, COLUMNS);
    expect((await post(body)).status).toBe(201);
  });
  it('that was saved before can still be switched and deleted, and is told when it is changed', async () => {
    await register(prefix, COLUMNS);
    const id = idOf(await post(asks('stage', 'equals', 'new')));
    await register(prefix, WITHOUT_STAGE);
    const path = `/api/definitions/${id}`;
    expect((await bench.writer.send('POST', `${path}/deactivate`)).status).toBe(200);
    expect((await bench.writer.patch(path, { name: 'other' })).status).toBe(422);
    expect((await bench.writer.delete(path)).status).toBe(200);
  });
  it('is compared with nothing where the column is sent as another type', async () => {
    await register(prefix, { ...COLUMNS, urgent: 'integer' });
    expect(await post(asks('urgent', 'equals', true))).toMatchObject({
      status: 422,
      body: {
        errors: [
          {
            pointer: '/trigger/criteria/operator',
            code: 'operator_not_for_type',
            detail: 'has nothing to compare, since the field is mapped as boolean and sent as integer',
          },
        ],
      },
    });
    expect((await post(asks('urgent', 'any_change', null))).status).toBe(201);
    expect((await post(asks('score', 'greater_than', 5))).status).toBe(201);
  });
});

describe('what is sent', () => {
  const watched = () => {
    const lines: string[] = [];
    const log = createLogger({ service: 'test', level: 'warn', write: (line) => void lines.push(line) });
    return { log, told: () => lines.map((line): unknown => JSON.parse(line)) };
  };

  it('is looked for once by many at a time, and again when it is no longer fresh', async () => {
    const prefix = newPrefix();
    const asked: string[] = [];
    let nowMs = 0;
    const { log } = watched();
    const counted = {
      latest: (subject: string) => {
        asked.push(subject);
        return registry.latest(subject);
      },
    };
    const modules = testModules({ topicPrefix: prefix });
    const sent = createSentMapping({ modules, registry: counted, log, nowMs: () => nowMs, freshMs: 10 });
    await register(prefix, WITHOUT_STAGE);
    const [one, other] = await Promise.all([sent.now(), sent.now()]);
    expect(one).toBe(other);
    expect(one.modules.get('leads')?.schema.fields['stage']).toMatchObject({ sentAs: null });
    expect(asked).toHaveLength(modules.modules.size);
    await register(prefix, COLUMNS);
    expect(await sent.now()).toBe(one);
    nowMs = 10;
    expect((await sent.now()).modules.get('leads')?.schema.fields['stage']).not.toHaveProperty('sentAs');
    expect(asked).toHaveLength(2 * modules.modules.size);
  });
  it('is told where it disagrees, each column once', async () => {
    const prefix = newPrefix();
    await register(prefix, { ...WITHOUT_STAGE, urgent: 'integer' });
    const { log, told } = watched();
    const modules = testModules({ topicPrefix: prefix });
    const sent = createSentMapping({ modules, registry, log, nowMs: () => 0, freshMs: 0 });
    await sent.now();
    await sent.now();
    expect(told()).toMatchObject([
      { module: 'leads', column: 'stage', mappedAs: 'text', sentAs: null },
      { module: 'leads', column: 'urgent', mappedAs: 'boolean', sentAs: 'integer' },
    ]);
  });
  it('is what the mapping says where no registry answers', async () => {
    const { log, told } = watched();
    const modules = testModules();
    const away = connectRegistry({ url: AWAY });
    const sent = createSentMapping({ modules, registry: away, log, nowMs: () => 0 });
    expect(await sent.now()).toEqual(modules);
    expect(await sent.now()).toEqual(modules);
    expect(told()).toMatchObject([{ code: 'registry_unavailable' }]);
  });
  it('stands while the registry is away, as it was known before', async () => {
    const prefix = newPrefix();
    await register(prefix, WITHOUT_STAGE);
    const { log } = watched();
    const away = connectRegistry({ url: AWAY });
    let isAway = false;
    const flaky = { latest: (subject: string) => (isAway ? away : registry).latest(subject) };
    const modules = testModules({ topicPrefix: prefix });
    const sent = createSentMapping({ modules, registry: flaky, log, nowMs: () => 0, freshMs: 0 });
    const known = await sent.now();
    isAway = true;
    expect(await sent.now()).toEqual(known);
    expect(known.modules.get('leads')?.schema.fields['stage']).toMatchObject({ sentAs: null });
  });
  it('is not waited for longer than that', async () => {
    const { log } = watched();
    const modules = testModules();
    const silent = { latest: () => new Promise<null>(() => undefined) };
    const sent = createSentMapping({ modules, registry: silent, log, nowMs: () => 0, waitMs: 20 });
    expect(await sent.now()).toBe(modules);
  });
});
