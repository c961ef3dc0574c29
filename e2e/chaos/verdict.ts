/** What must hold after a storm, counted: nothing lost, nothing twice, one body for each key. */
import type pg from 'pg';
import type { Delivery } from '../support/webhook-end.ts';

export interface Verdict {
  readonly changes: number;
  readonly runsLost: number;
  readonly runsTwice: number;
  readonly runsNotCompleted: number;
  readonly webhooksMissing: number;
  readonly keysWithTwoBodies: number;
  /** Repeats of a key with the same body: the contract of webhooks is at least once. */
  readonly webhooksRepeated: number;
  readonly updatesMissing: number;
  readonly tasksMissing: number;
  readonly tasksTwice: number;
}

export interface Outcome {
  readonly mark: string;
  readonly runs: readonly { readonly recordId: string; readonly status: string }[];
  readonly deliveries: readonly Delivery[];
}

/** Counts every breach. */
export async function judge(crm: pg.Client, { mark, runs, deliveries }: Outcome): Promise<Verdict> {
  const leads = await crm.query<{ id: string; score: number; tasks: number }>(
    `select l.id, l.score, (select count(*)::int from tasks t where t.lead_id = l.id) tasks from leads l where l.source = $1`,
    [mark],
  );
  const perRecord = countBy(runs.map(({ recordId }) => recordId));
  const bodies = new Map<string, Set<string>>();
  for (const { webhookId, digest } of deliveries)
    bodies.set(webhookId, (bodies.get(webhookId) ?? new Set()).add(digest));
  return {
    changes: leads.rows.length,
    runsLost: leads.rows.filter(({ id }) => !perRecord.has(id)).length,
    runsTwice: [...perRecord.values()].filter((count) => count > 1).length,
    runsNotCompleted: runs.filter(({ status }) => status !== 'completed').length,
    webhooksMissing: Math.max(0, leads.rows.length - bodies.size),
    keysWithTwoBodies: [...bodies.values()].filter((digests) => digests.size > 1).length,
    webhooksRepeated: deliveries.length - bodies.size,
    updatesMissing: leads.rows.filter(({ score }) => score !== 50).length,
    tasksMissing: leads.rows.filter(({ tasks }) => tasks === 0).length,
    tasksTwice: leads.rows.filter(({ tasks }) => tasks > 1).length,
  };
}

/** Whether the promise held: everything but a repeat with the same key and body counts. */
export const isClean = ({ changes, webhooksRepeated, ...breaches }: Verdict): boolean =>
  changes > 0 && webhooksRepeated >= 0 && Object.values(breaches).every((count) => count === 0);

function countBy(keys: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
