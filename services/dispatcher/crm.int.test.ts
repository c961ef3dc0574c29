/** Shows on a real CRM database that each write-back happens once, carries its cause, and keeps to its tenant. */
import { randomUUID } from 'node:crypto';
import { decodeCause } from '@upshot/mapping';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { openBench, type Bench } from './testing/bench.ts';

let bench: Bench;
let leadId = '';
let ownerId = '';

beforeAll(async () => {
  bench = await openBench(inject('engines'));
});
afterAll(() => bench.close());
beforeEach(async () => {
  const tenant_id = bench.tenantId;
  ownerId = await bench.crm.insert('users', { tenant_id, name: 'Olga', email: 'olga@example.com' });
  leadId = await bench.crm.insert('leads', {
    tenant_id,
    owner_id: ownerId,
    first_name: 'Ann',
    tags: ['old'],
    custom_fields: { tier: 'silver', kept: 1 },
  });
});

const act = (action: string, config: object, part: Parameters<Bench['effectOf']>[0] = {}) =>
  bench.effectOf({
    channel: 'crm',
    action,
    config: JSON.stringify(config),
    recordId: leadId,
    record: JSON.stringify({ id: leadId, owner_id: ownerId, first_name: 'Ann', estimated_value: '1500.50' }),
    ...part,
  });
const lead = () => bench.crm.row('leads', leadId);
describe('update_field', () => {
  it('writes the field and its cause in one change', async () => {
    const effect = act('update_field', { fieldKey: 'stage', value: 'qualified' }, { depth: 2 });
    expect(await bench.resultOf(effect)).toMatchObject({
      outcome: 'succeeded',
      output: { updated: { stage: 'qualified' } },
      recordPatch: null,
    });
    const { stage, upshot_cause: cause } = await lead();
    expect(stage).toBe('qualified');
    expect(decodeCause(String(cause))).toEqual({
      effectId: effect.effectId,
      runId: effect.runId,
      rootRunId: 'root-1',
      depth: 3,
      definitionId: 'd1',
    });
  });
  it.each([
    ['camelCase', { fieldKey: 'firstName', value: 'Bea' }, 'first_name', 'Bea'],
    [
      'the other name of the key',
      { field: 'last_name', value: '{{trigger.first_name}}!' },
      'last_name',
      'Ann!',
    ],
    ['an alias', { fieldKey: 'value', value: '{{trigger.estimatedValue}}' }, 'estimated_value', '1500.50'],
    ['a number', { fieldKey: 'score', value: 42 }, 'score', 42],
    ['a number in text', { fieldKey: 'score', value: '17' }, 'score', 17],
    ['a boolean', { fieldKey: 'is_converted', value: true }, 'is_converted', true],
    ['null', { fieldKey: 'company', value: null }, 'company', null],
    ['nothing into a number', { fieldKey: 'estimated_value', value: '' }, 'estimated_value', null],
    ['a list', { fieldKey: 'tags', value: ['a', 'b,c'] }, 'tags', ['a', 'b,c']],
    [
      'an instant',
      { fieldKey: 'converted_at', value: '2026-01-02T03:04:05Z' },
      'converted_at',
      new Date('2026-01-02T03:04:05Z'),
    ],
    [
      'a custom field',
      { fieldKey: 'custom_fields.tier', value: 'gold' },
      'custom_fields',
      { tier: 'gold', kept: 1 },
    ],
    [
      'a new custom field',
      { fieldKey: 'customFields.n', value: 5 },
      'custom_fields',
      { tier: 'silver', kept: 1, n: 5 },
    ],
  ])('takes %s', async (_name, config, column, value) => {
    expect(await bench.resultOf(act('update_field', config))).toMatchObject({ outcome: 'succeeded' });
    expect((await lead())[column]).toEqual(value);
  });
  it.each([
    ['unknown', { fieldKey: 'nope', value: 1 }, 'leads has no field nope'],
    ['read-only', { fieldKey: 'created_at', value: 1 }, 'leads does not let created_at be written'],
    ['the cause', { fieldKey: 'upshot_cause', value: 'x' }, 'leads does not let upshot_cause be written'],
    ['the tenant', { fieldKey: 'tenantId', value: 'x' }, 'leads does not let tenantId be written'],
    ['SQL', { fieldKey: 'stage" = $1; --', value: 'x' }, 'leads has no field stage" = $1; --'],
    ['of no module', { fieldKey: 'stage', value: 'x', entity: 'nopes' }, 'no module nopes is mapped'],
  ])('refuses a field that is %s, by name', async (_name, config, message) => {
    expect(await bench.resultOf(act('update_field', config))).toMatchObject({
      outcome: 'failed',
      errorCode: 'crm_refused',
      errorMessage: message,
    });
    expect((await lead())['upshot_cause']).toBeNull();
  });
  it('fails on a value that its column does not take, without repeating it', async () => {
    const result = await bench.resultOf(act('update_field', { fieldKey: 'score', value: 'secret' }));
    expect(result).toMatchObject({ outcome: 'failed', errorCode: 'crm_refused', attempts: 1 });
    // What was sent is for the history; the failure says nothing of it.
    expect(JSON.stringify({ ...result, input: null })).not.toContain('secret');
  });
  it('treats text that looks like SQL as text', async () => {
    const value = "'; DROP TABLE leads; --";
    await bench.resultOf(act('update_field', { fieldKey: 'company', value }));
    expect((await lead())['company']).toBe(value);
  });
  it('skips a record that is gone, or another tenant’s', async () => {
    const config = { fieldKey: 'stage', value: 'lost' };
    const foreign = await bench.crm.insert('leads', { tenant_id: 'other', first_name: 'Bob' });
    for (const recordId of [randomUUID(), foreign]) {
      expect(await bench.resultOf(act('update_field', config, { recordId }))).toMatchObject({
        outcome: 'skipped',
        output: { skipped: true, reason: 'record not found' },
      });
    }
    expect((await bench.crm.row('leads', foreign))['stage']).toBe('new');
  });
  it('writes once, even when only the CRM remembers', async () => {
    const effect = act('update_field', { fieldKey: 'stage', value: 'qualified' });
    const first = await bench.resultOf(effect);
    await bench.crm.client.query('UPDATE leads SET stage = $2 WHERE id = $1', [leadId, 'changed by hand']);
    const second = await bench.resultOf(effect, await bench.withoutLedger());
    expect(second.output).toEqual(first.output);
    expect((await lead())['stage']).toBe('changed by hand');
  });
  it('goes through although many write the same record at once', async () => {
    const effects = Array.from({ length: 12 }, (_, index) =>
      act('update_field', { fieldKey: 'score', value: index }),
    );
    const results = await Promise.all(effects.map((effect) => bench.resultOf(effect)));
    expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(['succeeded']));
  });
});

describe('add_tag', () => {
  it('appends once, whoever adds it again', async () => {
    const config = { tag: 'hot {{trigger.first_name}}' };
    expect(await bench.resultOf(act('add_tag', config))).toMatchObject({ output: { tag: 'hot Ann' } });
    const { upshot_cause: cause } = await lead();
    expect(await bench.resultOf(act('add_tag', config))).toMatchObject({ outcome: 'succeeded' });
    expect(await lead()).toMatchObject({ tags: ['old', 'hot Ann'], upshot_cause: cause });
  });
  it('keeps every tag of many that are added at once', async () => {
    const effects = Array.from({ length: 10 }, (_, index) => act('add_tag', { tag: `t${index}` }));
    await Promise.all(effects.map((effect) => bench.resultOf(effect)));
    expect(new Set(Object((await lead())['tags']))).toEqual(
      new Set(['old', ...effects.map((_, index) => `t${index}`)]),
    );
  });
  it('skips an empty tag and a record that is gone', async () => {
    expect(await bench.resultOf(act('add_tag', { tag: '{{trigger.nope}}' }))).toMatchObject({
      outcome: 'skipped',
      output: { reason: 'the tag is empty', missingFields: ['trigger.nope'] },
    });
    const gone = act('add_tag', { tag: 'x' }, { recordId: randomUUID() });
    expect(await bench.resultOf(gone)).toMatchObject({ output: { reason: 'record not found' } });
  });
});

describe('create_task', () => {
  const taskOf = async (effect: Parameters<Bench['resultOf']>[0]) => {
    const result = await bench.resultOf(effect);
    return {
      result,
      task: await bench.crm.row('tasks', String(Reflect.get(Object(result.output), 'taskId'))),
    };
  };

  it('inserts a task for the owner, linked to the record', async () => {
    const { result, task } = await taskOf(act('create_task', {}));
    expect(result).toMatchObject({
      outcome: 'succeeded',
      output: { created: true, title: 'Follow up', assignedTo: ownerId },
    });
    expect(task).toMatchObject({
      tenant_id: bench.tenantId,
      title: 'Follow up',
      owner_id: ownerId,
      lead_id: leadId,
      status: 'open',
    });
    expect(decodeCause(String(task['upshot_cause']))).toMatchObject({ depth: 1 });
  });
  it('fills what the config gives', async () => {
    const specificUserId = randomUUID();
    const config = {
      title: 'Call {{trigger.first_name}}',
      description: 'soon',
      dueOffsetDays: 2,
      assignedTo: 'specific',
      specificUserId,
      priority: 'high',
      estimatedMinutes: 30,
      tags: 'a, b',
    };
    const { task } = await taskOf(act('create_task', config));
    expect(task).toMatchObject({
      title: 'Call Ann',
      description: 'soon',
      due_at: new Date(Date.UTC(2026, 0, 17, 12)),
      owner_id: specificUserId,
      priority: 'high',
      estimated_minutes: 30,
      tags: ['a', 'b'],
    });
  });
  it('inserts one task however often it is told to', async () => {
    const effect = act('create_task', { title: 'Once' });
    const first = await bench.resultOf(effect);
    const second = await bench.resultOf(effect, await bench.withoutLedger());
    expect(second.output).toEqual(first.output);
    const { rows } = await bench.crm.client.query('SELECT 1 FROM tasks WHERE lead_id = $1', [leadId]);
    expect(rows).toHaveLength(1);
  });
  it('names what the CRM has no place for', async () => {
    expect(await bench.resultOf(act('create_task', { startOffsetDays: 1 }))).toMatchObject({
      outcome: 'failed',
      errorCode: 'crm_refused',
      errorMessage: 'tasks has no field for startOffsetDays',
    });
  });
});

describe('assign_owner', () => {
  const users = [randomUUID(), randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const assigned = ({ output }: { readonly output: unknown }) =>
    String(Reflect.get(Object(output), 'assignedUserId'));

  it('sets the owner and tells later steps', async () => {
    const result = await bench.resultOf(act('assign_owner', { userIds: [users[0]] }));
    expect(result).toMatchObject({
      output: { assignedUserId: users[0], payloadMerge: { owner_id: users[0] } },
      recordPatch: { owner_id: users[0] },
    });
    expect((await lead())['owner_id']).toBe(users[0]);
  });
  it('goes round exactly although 50 ask at once, and a retry does not advance', async () => {
    const nodeId = randomUUID();
    const effects = Array.from({ length: 50 }, () => act('assign_owner', { pool: users }, { nodeId }));
    const results = await Promise.all(effects.map((effect) => bench.resultOf(effect)));
    const again = await Promise.all(effects.map((effect) => bench.resultOf(effect)));
    expect(again.map(assigned)).toEqual(results.map(assigned));
    const counts = users.map((user) => results.filter((result) => assigned(result) === user).length);
    expect(counts).toEqual([10, 10, 10, 10, 10]);
    const next = await bench.resultOf(act('assign_owner', { pool: users }, { nodeId }));
    expect(assigned(next)).toBe(users[0]);
  });
  it('gives an effect that lost its place before it was stored the same place again', async () => {
    const nodeId = randomUUID();
    const effect = act('assign_owner', { pool: users }, { nodeId });
    const first = await bench.resultOf(effect);
    expect(assigned(await bench.resultOf(effect, await bench.withoutLedger()))).toBe(assigned(first));
    const next = await bench.resultOf(act('assign_owner', { pool: users }, { nodeId }));
    expect(assigned(next)).toBe(users[1]);
  });
  it('goes on where it was after Redis lost everything it had', async () => {
    const nodeId = randomUUID();
    for (const _ of [1, 2, 3]) await bench.resultOf(act('assign_owner', { pool: users }, { nodeId }));
    await bench.loseRedis();
    const next = await bench.resultOf(act('assign_owner', { pool: users }, { nodeId }));
    expect(assigned(next)).toBe(users[3]);
  });
  it('keeps a round per node', async () => {
    const first = await bench.resultOf(act('assign_owner', { pool: users }, { nodeId: randomUUID() }));
    const other = await bench.resultOf(act('assign_owner', { pool: users }, { nodeId: randomUUID() }));
    expect([assigned(first), assigned(other)]).toEqual([users[0], users[0]]);
  });
  it('skips where the pool is empty', async () => {
    expect(await bench.resultOf(act('assign_owner', { pool: [] }))).toMatchObject({
      outcome: 'skipped',
      output: { skipped: true, reason: 'No user resolved' },
    });
  });
  it('chooses the user with the fewest records of the tenant', async () => {
    const [busy, free] = [randomUUID(), randomUUID()];
    await bench.crm.insert('leads', { tenant_id: bench.tenantId, owner_id: busy });
    await bench.crm.insert('leads', { tenant_id: 'other', owner_id: free });
    await bench.crm.insert('leads', { tenant_id: 'other', owner_id: free });
    const result = await bench.resultOf(act('assign_owner', { algorithm: 'load_based', pool: [busy, free] }));
    expect(assigned(result)).toBe(free);
  });
  it('chooses by weight', async () => {
    const [never = '', always = ''] = users;
    const weights = [
      { userId: never, weight: 0 },
      { userId: always, weight: 2 },
    ];
    const result = await bench.resultOf(
      act('assign_owner', { algorithm: 'weighted', pool: [never, always], weights }),
    );
    expect(assigned(result)).toBe(always);
  });
});
