/** The latency from a row's commit to its webhook, at a steady 20 changes a second. */
import { randomUUID } from 'node:crypto';
import type { LocalJson } from '../../deploy/local/home/local-json.ts';
import { percentile } from '../report.ts';
import { z } from 'zod';
import { openWebhookEnd } from '../../e2e/support/webhook-end.ts';
import { createOnLead, until, withCrm } from './client.ts';

const PER_SECOND = 20;
const SECONDS = 20;
/** The first changes warm the processes up. */
const LEFT_OUT = 40;

const emailIn = (body: unknown): string => z.object({ email: z.string() }).parse(body).email;

export interface Latency {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Both clocks are this process's: the time at which the commit was acknowledged, and at which the webhook came. */
export async function measureLatency(
  local: LocalJson,
  say: (line: string) => void,
  seconds = SECONDS,
): Promise<Latency> {
  const end = await openWebhookEnd(local.hooks);
  await createOnLead(local, 'bench-latency', end.url);
  say(`${PER_SECOND} changes a second for ${seconds} s`);
  const committed = new Map<string, number>();
  await withCrm(local, async (client) => {
    for (let n = 0; n < PER_SECOND * seconds; n += 1) {
      const email = `${randomUUID()}@example.com`;
      await client.query(
        `insert into leads (first_name, last_name, email, source) values ('Lea', 'Bench', $1, 'bench-latency')`,
        [email],
      );
      committed.set(email, performance.timeOrigin + performance.now());
      await new Promise((resolve) => setTimeout(resolve, 1000 / PER_SECOND));
    }
  });
  await until(() => end.deliveries.length >= committed.size, 50);
  await end.close();
  const samples = end.deliveries
    .slice(Math.min(LEFT_OUT, committed.size / 2))
    .map(({ body, atMs }) => atMs - (committed.get(emailIn(body)) ?? Number.NaN));
  return { p50Ms: percentile(samples, 0.5), p99Ms: percentile(samples, 0.99) };
}
