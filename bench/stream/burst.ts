/** A burst: records come as fast as a producer can send them while the largest matcher reads; how far behind, and how big, it gets. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectBus, type Bus } from '@upshot/bus';
import { UpshotError } from '@upshot/errors';
import { z } from 'zod';
import { HEAP_FLAG } from './child.ts';
import { sendAll, type Filled } from './topic/fill.ts';
import { BURST } from './topic/mapping.ts';
import type { CellSpec } from './cell.ts';

export interface Burst {
  readonly records: number;
  /** How long sending them took. */
  readonly sendSeconds: number;
  /** That were behind when the last one had been sent. */
  readonly lag: number;
  /** From then until none was. */
  readonly seconds: number;
  /** Of the matcher's process, then. */
  readonly rssMb: number;
}

export const GROUP = 'bench-burst';
const POLL_MS = 50;

/** Sends `records` to the topic of the burst, and waits until the matcher of `spec` has committed them all. */
export async function measureBurst(spec: CellSpec, { records }: Filled, count: number): Promise<Burst> {
  const child = fork(join(import.meta.dirname, 'burst-main.ts'), [JSON.stringify(spec)], {
    execArgv: [HEAP_FLAG],
  });
  const exited = once(child, 'exit');
  const bus = await connectBus({ brokers: [spec.kafka], clientId: 'bench-burst' });
  try {
    await answered(once(child, 'message'), exited);
    const sentFrom = performance.now();
    await sendAll(bus, BURST, records, count);
    const beganAt = performance.now();
    const lag = await lagOf(bus);
    while ((await lagOf(bus)) > 0 && child.exitCode === null) await sleep(POLL_MS);
    const seconds = (performance.now() - beganAt) / 1000;
    const answer = answered(once(child, 'message'), exited);
    child.send('done');
    const { rssMb } = z.object({ rssMb: z.number() }).parse((await answer)[0]);
    return { records: count, sendSeconds: (beganAt - sentFrom) / 1000, lag, seconds, rssMb };
  } finally {
    child.kill('SIGKILL');
    await bus.close();
  }
}

const lagOf = async (bus: Bus): Promise<number> => Number((await bus.lag(GROUP, [BURST])).records);

/** What the child says next; fails where it ends instead. */
async function answered(message: Promise<unknown[]>, exited: Promise<unknown[]>): Promise<unknown[]> {
  const ended = exited.then(([code]) => {
    throw new UpshotError('internal', `the matcher of the burst ended with ${String(code)}`);
  });
  return Promise.race([message, ended]);
}
