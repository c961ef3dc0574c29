/** Shows on the real engines what the CRM's changes look like once decoded, and that the stream survives what happens. */
import {
  causeOf,
  deriveTriggers,
  encodeCause,
  readMappingFile,
  recordIdOf,
  tenantOf,
  type ModuleMapping,
} from '@upshot/mapping';
import type { ChangeEvent } from '@upshot/cdc';
import { UpshotError } from '@upshot/errors';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { connectorStatus, DEMO_MAPPING_FILE, watchConnector } from './index.ts';
import { dropSlot, openCrmRig, type CrmRig } from './testing/crm-rig.ts';

const SOON = { timeout: 30_000, interval: 50 };
let rig: CrmRig;
let opportunities: ModuleMapping;

beforeAll(async () => {
  const mapping = await readMappingFile(DEMO_MAPPING_FILE);
  const found = mapping.modules.get('opportunities');
  if (found === undefined) throw new UpshotError('mapping_invalid', 'no opportunities');
  opportunities = found;
  rig = await openCrmRig(inject('engines'));
  await rig.prepare();
}, 120_000);
afterAll(async () => rig.close());

async function anId(table: string, where = 'true'): Promise<string> {
  const found = await rig.client.query<{ id: string }>(`SELECT id FROM ${table} WHERE ${where} LIMIT 1`);
  return found.rows[0]?.id ?? expect.fail(`no row in ${table}`);
}

/** The last change of a record that is `wanted`, once it has come. */
async function arrival(
  changes: readonly ChangeEvent[],
  id: string,
  wanted: (change: ChangeEvent) => boolean,
): Promise<ChangeEvent> {
  return vi.waitFor(() => {
    const found = changes.findLast((each) => each.key['id'] === id && wanted(each));
    return found ?? expect.fail(`no change of ${id}`);
  }, SOON);
}

/** As a registry would have it whose level for all subjects is a strict one. */
async function putLevel(subject: string, compatibility: string): Promise<void> {
  const url = new URL(`/apis/ccompat/v7/config/${subject}`, rig.options.registryUrl);
  const headers = { 'content-type': 'application/vnd.schemaregistry.v1+json' };
  const answer = await fetch(url, { method: 'PUT', headers, body: JSON.stringify({ compatibility }) });
  expect(answer.status).toBe(200);
}

const isUpdate = (change: ChangeEvent): boolean => change.operation === 'update';

describe('a change in the CRM', () => {
  it('is read with both images, though a long text was left alone', async () => {
    const changes = await rig.watch('opportunities');
    const id = await anId('opportunities', `stage = 'negotiation' AND octet_length(description) > 2100`);
    await rig.client.query(`UPDATE opportunities SET stage = 'won', amount = 1234.50 WHERE id = $1`, [id]);
    const change = await arrival(changes, id, isUpdate);
    expect(change.before).toMatchObject({ unknown: [], values: { stage: 'negotiation' } });
    expect(change.after).toMatchObject({ unknown: [], values: { stage: 'won', amount: '1234.50' } });
    expect(change.after?.values['description']).toBe(change.before?.values['description']);
    expect(change.after?.values['custom_fields']).toMatchObject({ tier: expect.any(String) });
    expect(deriveTriggers(opportunities, change).map((each) => each.kind)).toEqual([
      'updated',
      'saved',
      'fields_changed',
      'stage_changed',
      'won',
    ]);
    expect([tenantOf(opportunities, change), recordIdOf(opportunities, change)]).toEqual(['demo', id]);
    expect(causeOf(opportunities, change)).toBeNull();
  });

  it('that Upshot wrote is known by its cause, and the next one by a person is not', async () => {
    const changes = await rig.watch('opportunities');
    const id = await anId('opportunities', `stage = 'proposal'`);
    const cause = { effectId: 'e1', runId: 'r1', rootRunId: 'r1', depth: 1, definitionId: 'd1' };
    await rig.client.query('UPDATE opportunities SET score = 7, upshot_cause = $2 WHERE id = $1', [
      id,
      encodeCause(cause),
    ]);
    await rig.client.query('UPDATE opportunities SET score = 8 WHERE id = $1', [id]);
    const ours = await arrival(changes, id, (each) => each.after?.values['score'] === 7);
    const theirs = await arrival(changes, id, (each) => each.after?.values['score'] === 8);
    expect([causeOf(opportunities, ours), causeOf(opportunities, theirs)]).toEqual([cause, null]);
  });

  it('of a table without whole before images leaves them, and long texts, unknown', async () => {
    const changes = await rig.watch('notes');
    const id = await anId('notes', 'octet_length(body) > 2100');
    await rig.client.query('UPDATE notes SET pinned = NOT pinned WHERE id = $1', [id]);
    const change = await arrival(changes, id, isUpdate);
    expect(change.before).toEqual({ values: {}, unknown: 'rest' });
    expect(change.after).toMatchObject({ unknown: ['body'], values: { tenant_id: 'demo' } });
  });

  it('of a primary key comes as a delete and a create that is marked, and fires nothing', async () => {
    const changes = await rig.watch('cases');
    const id = await anId('cases');
    const moved = await rig.client.query<{ id: string }>(
      'UPDATE cases SET id = gen_random_uuid() WHERE id = $1 RETURNING id',
      [id],
    );
    const gone = await arrival(changes, id, (each) => each.operation === 'delete');
    const come = await arrival(changes, moved.rows[0]?.id ?? '', (each) => each.operation === 'create');
    expect(gone).toMatchObject({ rekeyed: true });
    expect(come).toMatchObject({ rekeyed: true, position: { sequence: gone.position.sequence } });
    expect([gone, come].flatMap((each) => deriveTriggers(opportunities, each))).toEqual([]);
  });

  it('of rows that were there before comes as a snapshot read, which fires nothing', async () => {
    const changes = await rig.watch('users');
    await vi.waitFor(() => expect(changes.length).toBeGreaterThanOrEqual(16), SOON);
    expect(changes.every((each) => each.operation === 'read')).toBe(true);
    expect(changes.flatMap((each) => deriveTriggers(opportunities, each))).toEqual([]);
  });

  it('comes in the order of its commits', async () => {
    const changes = await rig.watch('tasks');
    const id = await anId('tasks');
    for (let minutes = 1; minutes <= 30; minutes++)
      await rig.client.query('UPDATE tasks SET estimated_minutes = $2 WHERE id = $1', [id, minutes]);
    await arrival(changes, id, (each) => each.after?.values['estimated_minutes'] === 30);
    const own = changes.filter((each) => each.key['id'] === id && isUpdate(each));
    expect(own.map((each) => each.after?.values['estimated_minutes'])).toEqual(
      Array.from({ length: 30 }, (_, at) => at + 1),
    );
    const sequences = own.map((each) => each.position.sequence);
    expect(sequences).toEqual(sequences.toSorted((a, b) => (a < b ? -1 : 1)));
    expect(new Set(own.map((each) => each.position.id)).size).toBe(30);
  });
});

describe('the stream goes on', () => {
  it('when a table gets another shape, compatible or not', async () => {
    const changes = await rig.watch('groups');
    const id = await anId('groups');
    await putLevel(`${rig.name}.public.groups-value`, 'BACKWARD_TRANSITIVE');
    await rig.prepare();
    const steps = [
      `ALTER TABLE groups ADD COLUMN budget bigint NOT NULL DEFAULT 5`,
      `ALTER TABLE groups ALTER COLUMN budget TYPE text USING 'text'`,
      `ALTER TABLE groups DROP COLUMN budget`,
      `ALTER TABLE groups ALTER COLUMN description SET NOT NULL`,
    ];
    for (const [step, statement] of steps.entries()) {
      await rig.client.query(statement);
      await rig.client.query('UPDATE groups SET name = $2 WHERE id = $1', [id, `step ${step}`]);
      const change = await arrival(changes, id, (each) => each.after?.values['name'] === `step ${step}`);
      expect(change.after?.values['budget']).toEqual([5, 'text', undefined, undefined][step]);
    }
    expect(await connectorStatus(rig.options.connectUrl, rig.name)).toEqual({
      state: 'running',
      reason: null,
    });
  });

  it('when the connector is made anew on the slot that is there, without losing what happened meanwhile', async () => {
    const changes = await rig.watch('accounts');
    const id = await anId('accounts');
    await rig.removeConnector();
    await rig.client.query(`UPDATE accounts SET status = 'meanwhile' WHERE id = $1`, [id]);
    await rig.prepare();
    const change = await arrival(changes, id, (each) => each.after?.values['status'] === 'meanwhile');
    expect(change.operation).toBe('update');
  });

  it('when the slot is gone, from a new snapshot', async () => {
    const changes = await rig.watch('contacts');
    const id = await anId('contacts');
    await rig.removeConnector();
    await dropSlot(rig.client, rig.slot);
    await rig.client.query(`UPDATE contacts SET status = 'unseen' WHERE id = $1`, [id]);
    await rig.prepare();
    const read = await arrival(changes, id, (each) => each.after?.values['status'] === 'unseen');
    expect(read.operation).toBe('read');
    await rig.client.query(`UPDATE contacts SET status = 'seen' WHERE id = $1`, [id]);
    expect((await arrival(changes, id, (each) => each.after?.values['status'] === 'seen')).operation).toBe(
      'update',
    );
  });

  it('when its task has failed: preparing starts it again', async () => {
    await rig.client.query(
      `SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = $1`,
      [rig.slot],
    );
    await rig.prepare();
    expect(await connectorStatus(rig.options.connectUrl, rig.name)).toEqual({
      state: 'running',
      reason: null,
    });
  });
});

describe('the watch', () => {
  it('starts again what has failed, and says both', async () => {
    const subject = `${rig.name}.public.tags-value`;
    const id = await anId('tags');
    const changes = await rig.watch('tags');
    const stop = new AbortController();
    const said: string[] = [];
    const options = { connectUrl: rig.options.connectUrl, name: rig.name, signal: stop.signal };
    const watching = watchConnector({ ...options, everyMs: 200, say: (line) => said.push(line) });
    await putLevel(subject, 'BACKWARD_TRANSITIVE');
    await rig.client.query('ALTER TABLE tags ALTER COLUMN color TYPE integer USING 5');
    await rig.client.query(`UPDATE tags SET name = 'refused' WHERE id = $1`, [id]);
    await vi.waitFor(() => expect(said.some((line) => line.includes('has failed'))).toBe(true), SOON);
    await putLevel(subject, 'NONE');
    await vi.waitFor(() => expect(said.at(-1)).toBe(`connector ${rig.name} runs again`), SOON);
    await arrival(changes, id, (each) => each.after?.values['name'] === 'refused');
    stop.abort();
    await watching;
  });
});

describe('what is wrong is said', () => {
  it('when the connector cannot reach the database', async () => {
    const crmUrl = rig.options.crmUrl.replace(/:\d+\//, ':1/');
    await expect(rig.prepare({ fromConnect: { crmUrl } })).rejects.toMatchObject({
      code: 'connector_failed',
      message: expect.stringContaining(rig.name),
    });
  });

  it('when Connect does not answer, within the time that it was given', async () => {
    await expect(rig.prepare({ connectUrl: 'http://127.0.0.1:1', timeoutMs: 500 })).rejects.toMatchObject({
      code: 'connect_unavailable',
      retry: 'later',
    });
  });

  it('when the database does not answer', async () => {
    await expect(rig.prepare({ crmUrl: 'postgres://u:secret@127.0.0.1:1/crm' })).rejects.toMatchObject({
      code: 'crm_unavailable',
      message: expect.not.stringContaining('secret'),
    });
  });
});
