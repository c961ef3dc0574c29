/**
 * `npm run chaos -- [--seed N] [--seconds N] [--changes N]`: a storm of faults over a steady stream of changes;
 * `npm run chaos -- rebalance`, with the same options: matchers that join and leave meanwhile.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { callApi, until, withCrm } from '../../bench/spine/client.ts';
import type { LocalJson } from '../../deploy/local/home/local-json.ts';
import { withUpshot } from '../../deploy/local/testing/throw-away.ts';
import { openWebhookEnd } from '../support/webhook-end.ts';
import { rebalance } from '../rebalance/rebalance.ts';
import { commit, drawFault, randomFrom } from './faults.ts';
import { isClean, judge, type Outcome, type Verdict } from './verdict.ts';

const text = { type: 'string' } as const;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: text, seconds: text, changes: text },
});
const isRebalance = positionals.includes('rebalance');
const seed = Number(values.seed ?? 1);
const seconds = Number(values.seconds ?? (isRebalance ? 120 : 60));
const changes = Number(values.changes ?? (isRebalance ? 50_000 : 3_000));
const mark = `chaos-${seed}-${Date.now()}`;
const say = (line: string): void => void process.stderr.write(line.endsWith('\n') ? line : `${line}\n`);

/** One webhook, one update, a short wait, one task: every service has a part. */
async function createWorkflow(local: LocalJson, url: string): Promise<string> {
  const created = await callApi(local, 'POST', '/workflows', {
    name: 'In a storm',
    triggerModule: 'leads',
    triggerType: 'lead_created',
    triggerFilters: { logic: 'AND', conditions: [{ field: 'source', operator: 'equals', value: mark }] },
    actions: [
      { actionType: 'webhook', sortOrder: 1, config: { url, bodyJson: { lead: '{{trigger.id}}' } } },
      { actionType: 'update_field', sortOrder: 2, config: { fieldKey: 'score', value: 50 } },
      { actionType: 'wait', sortOrder: 3, config: { seconds: 1 } },
      { actionType: 'create_task', sortOrder: 4, config: { title: 'Call {{trigger.name}}' } },
    ],
  });
  return z.looseObject({ id: z.string() }).parse(created).id;
}

/** A steady stream over the length of the storm. */
async function makeChanges(local: LocalJson): Promise<void> {
  await withCrm(local, async (crm) => {
    const perSecond = Math.ceil(changes / seconds);
    for (let done = 0; done < changes; done += perSecond) {
      const last = Math.min(changes, done + perSecond);
      await crm.query(
        `insert into leads (first_name, last_name, source, score) select 'Kay', 'Os ' || n, $1, 0 from generate_series($2::int, $3::int) n`,
        [mark, done + 1, last],
      );
      await sleep(1_000);
    }
  });
}

async function storm(home: string): Promise<readonly string[]> {
  const random = randomFrom(seed);
  const committed: string[] = [];
  const endsAt = performance.now() + seconds * 1_000;
  while (performance.now() < endsAt) {
    await sleep(2_000 + random() * 3_000);
    const fault = drawFault(random);
    say(`chaos: ${fault.kind} ${fault.process}`);
    if (await commit(fault, home)) committed.push(`${fault.kind} ${fault.process}`);
  }
  return committed;
}

const page = z.looseObject({
  total: z.number(),
  data: z.array(
    z.looseObject({ triggerEntityId: z.string(), status: z.string(), finishedAt: z.string().nullable() }),
  ),
});

async function finishedRuns(local: LocalJson, workflowId: string): Promise<Outcome['runs'] | undefined> {
  const runs: { recordId: string; status: string }[] = [];
  for (let number = 1; runs.length < changes; number += 1) {
    const { data } = page.parse(
      await callApi(local, 'GET', `/workflows/${workflowId}/runs?page=${number}&limit=100`),
    );
    if (data.length === 0 || data.some(({ finishedAt }) => finishedAt === null)) return undefined;
    runs.push(...data.map(({ triggerEntityId: recordId, status }) => ({ recordId, status })));
  }
  return runs;
}

async function measure(
  local: LocalJson,
  home: string,
): Promise<{ faults: readonly string[]; verdict: Verdict }> {
  const end = await openWebhookEnd(local.hooks);
  const workflowId = await createWorkflow(local, end.url);
  const [faults] = await Promise.all([storm(home), makeChanges(local)]);
  say('chaos: the storm is over; waiting for the last run');
  let runs: Outcome['runs'] = [];
  const giveUpAt = performance.now() + 300_000;
  await until(async () => {
    runs = (await finishedRuns(local, workflowId).catch(() => undefined)) ?? runs;
    return runs.length >= changes || performance.now() > giveUpAt;
  }, 1_000);
  const verdict = await withCrm(local, (crm) => judge(crm, { mark, runs, deliveries: end.deliveries }));
  await end.close();
  return { faults, verdict };
}

const report = isRebalance ? await rebalance(say, { seed, seconds, changes }) : await faultsReport();
process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
process.exitCode = report.clean ? 0 : 1;

async function faultsReport() {
  const { faults, verdict } = await withUpshot(say, measure);
  return { seed, seconds, clean: isClean(verdict), verdict, faults };
}
