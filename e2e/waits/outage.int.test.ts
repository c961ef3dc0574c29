/** What is found overdue after an outage runs, or is skipped as stale, by the limit of its wait: whichever service was away. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { openHouse, type Running } from './house.ts';

let house: Awaited<ReturnType<typeof openHouse>>;
const running: Running[] = [];
beforeAll(async () => {
  house = await openHouse(inject('engines'));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()));
});
afterAll(async () => {
  await house.close();
});

const SOON = { timeout: 40_000, interval: 50 };
const DUE_MS = 100;
const LIMIT_MS = 500;
/** Longer than the wait and its limit together. */
const AWAY_MS = 1_000;
const until = { kind: 'duration', durationMs: DUE_MS } as const;

async function open(...services: readonly Promise<Running>[]): Promise<readonly Running[]> {
  const opened = await Promise.all(services);
  running.push(...opened);
  return opened;
}
async function stop(service: Running | undefined): Promise<void> {
  if (service === undefined) return;
  running.splice(running.indexOf(service), 1);
  await service.stop();
}
/** Starts a run for each limit: none, one that is overstepped while a service is away, one that is not. */
const startEach = () =>
  Promise.all([
    house.start({ until }),
    house.start({ until, staleAfterMs: LIMIT_MS }),
    house.start({ until, staleAfterMs: 3_600_000 }),
  ]);
const endOf = (runIds: readonly string[]) => runIds.map((runId) => house.ends.get(runId));
const allOf = (runIds: readonly string[], ask: (runId: string) => Promise<boolean>) =>
  vi.waitFor(async () => {
    const answers = await Promise.all(runIds.map((runId) => ask(runId)));
    expect(answers.every(Boolean)).toBe(true);
  }, SOON);

describe('a wait', () => {
  it('goes on while nobody is away', async () => {
    await open(house.openRunner(), house.openScheduler());
    const runIds = await Promise.all([
      house.start({ until }),
      house.start({ until, staleAfterMs: 3_600_000 }),
    ]);
    await vi.waitFor(() => expect(endOf(runIds)).toEqual(['done', 'done']), SOON);
  });
  it('that fell due while no scheduler was there runs, or is stale', async () => {
    await open(house.openRunner());
    const runIds = await startEach();
    await allOf(runIds, house.isWaiting);
    await sleep(AWAY_MS);
    expect(endOf(runIds)).toEqual([undefined, undefined, undefined]);
    await open(house.openScheduler());
    await vi.waitFor(() => expect(endOf(runIds)).toEqual(['done', 'stale', 'done']), SOON);
  });
  it('that fired in time while no runner was there to hear it runs, or is stale', async () => {
    const [runner] = await open(house.openRunner());
    const runIds = await startEach();
    await allOf(runIds, house.isWaiting);
    await stop(runner);
    await open(house.openScheduler());
    await allOf(runIds, house.isFired);
    await sleep(AWAY_MS);
    expect(endOf(runIds)).toEqual([undefined, undefined, undefined]);
    await open(house.openRunner());
    await vi.waitFor(() => expect(endOf(runIds)).toEqual(['done', 'stale', 'done']), SOON);
  });
});
