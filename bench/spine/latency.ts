/** The latency from a row's commit to its webhook, at a steady 20 changes a second. */
import { randomUUID } from 'node:crypto';
import type { LocalJson } from '../../deploy/local/home/local-json.ts';
import { percentile } from '../report.ts';
import { createOnLead, openEnd, until, withCrm } from './client.ts';

const PER_SECOND = 20;
const SECONDS = 20;
/** The first changes warm the processes up. */
const LEFT_OUT = 40;

export interface Latency {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Both clocks are this process's: the time at which the commit was acknowledged, and at which the webhook came. */
export async function measureLatency(local: LocalJson, say: (line: string) => void): Promise<Latency> {
  const end = await openEnd(local);
  await createOnLead(local, 'bench-latency', end.url);
  say(`${PER_SECOND} changes a second for ${SECONDS} s`);
  const committed = new Map<string, number>();
  await withCrm(local, async (client) => {
    for (let n = 0; n < PER_SECOND * SECONDS; n += 1) {
      const email = `${randomUUID()}@example.com`;
      await client.query(
        `insert into leads (first_name, last_name, email, source) values ('Lea', 'Bench', $1, 'bench-latency')`,
        [email],
      );
      committed.set(email, performance.timeOrigin + performance.now());
      await new Promise((resolve) => setTimeout(resolve, 1000 / PER_SECOND));
    }
  });
  await until(() => end.caught.length >= committed.size, 50);
  end.close();
  const samples = end.caught
    .slice(LEFT_OUT)
    .map(({ email, atMs }) => atMs - (committed.get(email) ?? Number.NaN));
  return { p50Ms: percentile(samples, 0.5), p99Ms: percentile(samples, 0.99) };
}
