/** Drives a peer as changes drive Upshot: all events at once for the rate, 20 a second for the latency. */
import { setTimeout as sleep } from 'node:timers/promises';
import { UpshotError } from '@upshot/errors';
import { Pool } from 'undici';
import { z } from 'zod';
import type { WebhookEnd } from '../../../e2e/support/webhook-end.ts';
import { percentile } from '../../report.ts';
import { until } from '../../spine/client.ts';
import type { Latency } from '../../spine/latency.ts';
import { SOURCE, type Peer } from './peer.ts';

const PER_SECOND = 20;
/** The first ones warm the process up. */
const LEFT_OUT = 40;
/** Connections that events come over at once. */
const CONNECTIONS = 32;

export interface Driven {
  readonly perSecond: number;
  readonly latency: Latency;
}

/** Throws `internal` where the peer does not take an event. */
export async function drive(peer: Peer, end: WebhookEnd, calls: number, seconds: number): Promise<Driven> {
  const { origin, pathname: path } = new URL(peer.url);
  const pool = new Pool(origin, { connections: CONNECTIONS });
  const headers = { 'content-type': 'application/json' };
  const post = async (email: string): Promise<void> => {
    const body = JSON.stringify({ source: SOURCE, email });
    const { statusCode, body: answer } = await pool.request({ method: 'POST', path, headers, body });
    await answer.dump();
    if (statusCode >= 300) throw new UpshotError('http_failed', `an event was answered ${statusCode}`);
  };
  try {
    await rateOf(post, end, 'warm', Math.ceil(calls / 10));
    const perSecond = await rateOf(post, end, 'rate', calls);
    return { perSecond, latency: await latencyOf(post, end, seconds) };
  } finally {
    await pool.close();
  }
}

type Post = (email: string) => Promise<void>;

async function rateOf(post: Post, end: WebhookEnd, kind: string, calls: number): Promise<number> {
  const before = end.deliveries.length;
  const beganAt = performance.now();
  await Promise.all(Array.from({ length: calls }, (_none, n) => post(`${kind}-${n}`)));
  await until(() => end.deliveries.length >= before + calls, 5);
  return calls / ((performance.now() - beganAt) / 1_000);
}

async function latencyOf(post: Post, end: WebhookEnd, seconds: number): Promise<Latency> {
  const before = end.deliveries.length;
  const sentAtMs = new Map<string, number>();
  const posts: Promise<void>[] = [];
  for (let n = 0; n < PER_SECOND * seconds; n += 1) {
    const email = `latency-${n}`;
    sentAtMs.set(email, performance.timeOrigin + performance.now());
    posts.push(post(email));
    await sleep(1_000 / PER_SECOND);
  }
  await Promise.all(posts);
  await until(() => end.deliveries.length >= before + sentAtMs.size, 5);
  const samples = end.deliveries
    .slice(before + Math.min(LEFT_OUT, sentAtMs.size / 2))
    .map(({ body, atMs }) => atMs - (sentAtMs.get(emailIn(body)) ?? Number.NaN));
  return { p50Ms: percentile(samples, 0.5), p99Ms: percentile(samples, 0.99) };
}

const emailIn = (body: unknown): string => z.object({ email: z.string() }).parse(body).email;
