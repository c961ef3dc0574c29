/** Shows the dispatcher as it is run: killed in the middle, it ends every effect once and reports each; asked to stop, it drains. */
import { ACTION_CHANNELS, type ActionName } from '@upshot/definitions';
import { effectsTopic, type Effect } from '@upshot/schemas';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { openBench, type Bench } from './testing/bench.ts';
import { startDispatcher } from './testing/dispatcher-process.ts';

const EACH = 40;
let bench: Bench;
let leadId = '';

beforeAll(async () => {
  bench = await openBench(inject('engines'));
  leadId = await bench.crm.insert('leads', { tenant_id: bench.tenantId, first_name: 'Ann' });
});
afterAll(() => bench.close());

/** As many effects of an action, each on a record of its own unless it is about the lead. */
const many = (action: ActionName, config: object): readonly Effect[] =>
  Array.from({ length: EACH }, () =>
    bench.effectOf({
      action,
      channel: ACTION_CHANNELS[action],
      config: JSON.stringify(config),
      ...(ACTION_CHANNELS[action] === 'crm' ? { recordId: leadId } : {}),
      record: JSON.stringify({ first_name: 'Ann', email: 'ann@example.com', owner_id: null }),
    }),
  );
const send = (effects: readonly Effect[]) =>
  bench.bus.send(
    effects.map((effect) => ({
      topic: effectsTopic(effect.channel),
      key: `${effect.tenantId}/${effect.recordId}`,
      value: bench.effects.encode(effect),
    })),
  );

describe('the dispatcher', () => {
  it('that is killed in the middle ends every effect once, and drains when it is asked to stop', async () => {
    const hooks = many('webhook', { url: `${bench.http.url}/{{trigger.first_name}}` });
    const mails = many('send_email', { subject: 's', text: 't' });
    const tasks = many('create_task', {});
    const all = [...hooks, ...mails, ...tasks];
    // Slow enough to be killed while there is still something to do.
    const first = startDispatcher(bench, inject('engines'), { UPSHOT_CHANNEL_CONCURRENCY: '4' });
    await send(all);
    const done = () => all.filter(({ effectId }) => bench.reports.count(effectId) > 0).length;
    await vi.waitFor(() => expect(done()).toBeGreaterThan(EACH / 2), { timeout: 60_000, interval: 5 });
    await first.end('SIGKILL');
    const second = startDispatcher(bench, inject('engines'));
    await vi.waitFor(() => expect(done()).toBe(all.length), { timeout: 90_000, interval: 100 });
    expect(await second.end('SIGTERM')).toBe(0);

    const keys = bench.http.taken.map(({ headers, body }) => [headers['webhook-id'], body] as const);
    expect(new Set(keys.map(([key]) => key)).size).toBe(EACH);
    expect(new Set(keys.map((each) => JSON.stringify(each))).size).toBe(EACH);
    const { rows } = await bench.crm.client.query('SELECT id FROM tasks WHERE lead_id = $1', [leadId]);
    expect(rows).toHaveLength(EACH);
    await mailsEndKnownOrUnknown(mails);
    expect(second.log()).not.toMatch(/ann@example\.com|127\.0\.0\.1:\d+\/Ann/);
  }, 180_000);
});

/** No mail twice; one that was taken and whose answer was lost is said to be unknown. */
async function mailsEndKnownOrUnknown(mails: readonly Effect[]): Promise<void> {
  const ids = bench.smtp.taken.map(({ raw }) => /^Message-ID:\s*<([^@]+)@/im.exec(raw)?.[1]);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { effectId } of mails) {
    const [heard] = await bench.reports.of(effectId);
    expect(heard?.report.outcome).toMatch(/^(succeeded|unknown_outcome)$/);
    if (heard?.report.outcome === 'succeeded') expect(ids).toContain(effectId);
  }
}
