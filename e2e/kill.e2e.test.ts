/** kill -9 of the matcher, the runner and the dispatcher in the middle of 2,000 changes: nothing lost, nothing twice. */
import { randomUUID } from 'node:crypto';
import { createDecoder } from '@upshot/cdc';
import { connectBus } from '@upshot/bus';
import { connectRegistry } from '@upshot/avro';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { killService } from './support/kill.ts';
import { call, createWorkflow, runsOf, sql, type Run } from './support/upshot.ts';
import { until } from './support/until.ts';
import { openWebhookEnd, type WebhookEnd } from './support/webhook-end.ts';

const CHANGES = 2_000;
const mark = `kill-${randomUUID()}`;
let end: WebhookEnd;
let workflowId: string;
let runs: readonly Run[];

/** Every page of the workflow's runs. */
async function allRuns(): Promise<readonly Run[]> {
  const { total } = await runsOf(workflowId);
  const pages = Array.from({ length: Math.ceil(total / 100) }, (_none, index) => index + 1);
  const found: Run[] = [];
  for (const page of pages) {
    const { body } = await call('GET', `/workflows/${workflowId}/runs?page=${page}&limit=100`);
    found.push(
      ...(typeof body === 'object' && body !== null && 'data' in body && Array.isArray(body.data)
        ? body.data
        : []),
    );
  }
  return found;
}

async function makeChanges(): Promise<void> {
  for (let done = 0; done < CHANGES; done += 100) {
    await sql(
      `insert into leads (first_name, last_name, email, source, score)
       select 'Kim', 'Kill ' || n, 'kim' || n || '@example.com', $1, 0 from generate_series($2::int, $3::int) n`,
      [mark, done + 1, done + 100],
    );
  }
}

const delivered = (count: number) =>
  until(`${count} webhooks`, async () => (end.deliveries.length >= count ? true : undefined), 120_000);

beforeAll(async () => {
  end = await openWebhookEnd(inject('upshot').hooks);
  workflowId = await createWorkflow({
    name: 'Under fire',
    triggerModule: 'leads',
    triggerType: 'lead_created',
    triggerFilters: { logic: 'AND', conditions: [{ field: 'source', operator: 'equals', value: mark }] },
    actions: [
      {
        actionType: 'webhook',
        sortOrder: 1,
        config: { url: end.url, bodyJson: { lead: '{{trigger.id}}', name: '{{trigger.name}}' } },
      },
      { actionType: 'update_field', sortOrder: 2, config: { fieldKey: 'score', value: 50 } },
    ],
  });
  const changes = makeChanges();
  await delivered(100);
  await killService('matcher');
  await delivered(400);
  await killService('runner');
  await delivered(800);
  await killService('dispatcher');
  await delivered(1_200);
  await Promise.all(['matcher', 'runner', 'dispatcher'].map((service) => killService(service)));
  await changes;
  runs = await until(
    'all runs to finish',
    async () => {
      if ((await runsOf(workflowId)).total < CHANGES) return undefined;
      const all = await allRuns();
      return all.every(({ finishedAt }) => finishedAt !== null) ? all : undefined;
    },
    180_000,
  );
}, 420_000);
afterAll(() => end.close());

describe('2,000 changes under fire', () => {
  it('lead to every expected run, once, and all complete', async () => {
    const leads = await sql<{ id: string }>('select id from leads where source = $1', [mark]);
    expect(leads.length).toBe(CHANGES);
    expect(runs.map(({ triggerEntityId }) => triggerEntityId).toSorted()).toEqual(
      leads.map(({ id }) => id).toSorted(),
    );
    expect(new Set(runs.map(({ status }) => status))).toEqual(new Set(['completed']));
  });
  it('show no webhook key with two different bodies, and a webhook for each', () => {
    const bodies = new Map<string, Set<string>>();
    for (const { webhookId, digest } of end.deliveries)
      bodies.set(webhookId, (bodies.get(webhookId) ?? new Set()).add(digest));
    expect(bodies.size).toBe(CHANGES);
    expect([...bodies.values()].filter((digests) => digests.size !== 1)).toEqual([]);
  });
  it('apply each update once: one change event per effect, and the value is there', async () => {
    const applied = await sql('select id from leads where source = $1 and score = 50', [mark]);
    expect(applied.length).toBe(CHANGES);
    expect([...(await updatesByCause()).values()].filter((count) => count !== 1)).toEqual([]);
  }, 120_000);

  /** How many change events each cause has, of this test's leads. */
  async function updatesByCause(): Promise<ReadonlyMap<string, number>> {
    const { kafka, registry: url } = inject('upshot');
    const registry = connectRegistry({ url });
    const decoder = createDecoder({ schemaById: (id) => registry.schemaById(id) });
    const bus = await connectBus({ brokers: [kafka], clientId: 'e2e-kill' });
    const seen = new Set<string>();
    const updates = new Map<string, number>();
    const follower = await bus.follow({
      topics: ['crm.public.leads'],
      onRecord: async (record) => {
        if (record.value?.includes(mark) !== true) return;
        const decoded = await decoder.decode(record);
        if (
          decoded.kind !== 'change' ||
          decoded.change.operation !== 'update' ||
          seen.has(decoded.change.position.id)
        )
          return;
        seen.add(decoded.change.position.id);
        const cause = JSON.stringify(decoded.change.after?.values['upshot_cause']);
        updates.set(cause, (updates.get(cause) ?? 0) + 1);
      },
    });
    await follower.ready;
    await follower.stop();
    await bus.close();
    expect(updates.size).toBe(CHANGES);
    return updates;
  }
});
