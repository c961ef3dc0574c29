/** Shows on real engines that a unique key decides how often a record enters a definition, whoever comes again or at once. */
import { randomUUID } from 'node:crypto';
import { UpshotError } from '@upshot/errors';
import type { ReentryRule } from '@upshot/schemas';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { batchOf, openBench, startCommand, WAITING } from './testing/bench.ts';
import { runCommands, type RunnerPorts } from './topology.ts';

let bench: Awaited<ReturnType<typeof openBench>>;

beforeAll(async () => {
  bench = await openBench(inject('engines'));
});
afterAll(async () => {
  await bench.close();
});

const ONCE: ReentryRule = { policy: 'once_per_record', coolDownMs: 0 };
const ALONE: ReentryRule = { policy: 'not_while_active', coolDownMs: 0 };
const COOLING: ReentryRule = { policy: 'cool_down', coolDownMs: 1_000 };

interface Asked {
  readonly runId?: string;
  readonly recordId: string;
  readonly reentry: ReentryRule;
  readonly committedAtMs?: number;
  readonly sandbox?: boolean;
}

const starts = (...asked: readonly Asked[]) =>
  batchOf(
    asked.map(({ runId = randomUUID(), committedAtMs = 1, ...rest }) =>
      bench.commands.encode(startCommand(bench.tenantId, runId, WAITING, { committedAtMs, ...rest })),
    ),
  );

/** The timer that the run's wait is for, fired. */
async function fire(runId: string) {
  const [step] = (await bench.ports.store.load([runId])).get(runId)?.state.openSteps ?? [];
  const timerId = step?.timers[0]?.timerId ?? 'none';
  return batchOf([
    bench.commands.encode({
      ...startCommand(bench.tenantId, runId),
      start: null,
      fireTimer: { timerId, stepId: step?.stepId ?? 'none', dueAtMs: 1, firedAtMs: 2 },
    }),
  ]);
}

/** How the runs stand: `running` was admitted, `finished` at once was not. */
async function statusesOf(...runIds: readonly string[]): Promise<readonly (string | undefined)[]> {
  const stored = await bench.ports.store.load(runIds);
  return runIds.map((runId) => stored.get(runId)?.state.status);
}

async function finish(runId: string, ports: RunnerPorts = bench.ports): Promise<void> {
  await runCommands(await fire(runId), ports);
}

const crashAt = (point: string) => (name: string) => {
  if (name === point) throw new UpshotError('internal', 'crash');
};

describe('every time', () => {
  it('is the rule where none is given', async () => {
    const [recordId, first, second] = [randomUUID(), randomUUID(), randomUUID()];
    const batch = [first, second].map((runId) =>
      bench.commands.encode(startCommand(bench.tenantId, runId, WAITING, { recordId })),
    );
    await runCommands(batchOf(batch), bench.ports);
    expect(await statusesOf(first, second)).toEqual(['running', 'running']);
  });
});

describe('once per record', () => {
  it('admits the first run and no other, also when the first is over', async () => {
    const [recordId, first, second, third] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    await runCommands(starts({ runId: first, recordId, reentry: ONCE }), bench.ports);
    await runCommands(starts({ runId: second, recordId, reentry: ONCE }), bench.ports);
    await finish(first);
    await runCommands(starts({ runId: third, recordId, reentry: ONCE }), bench.ports);
    expect(await statusesOf(first, second, third)).toEqual(['finished', 'finished', 'finished']);
    expect((await bench.ports.store.load([third])).get(third)?.state.visits).toEqual({});
  });
  it('admits another record, and the same record into another definition', async () => {
    const [recordId, first, second] = [randomUUID(), randomUUID(), randomUUID()];
    await runCommands(starts({ recordId, reentry: ONCE }), bench.ports);
    await runCommands(starts({ runId: first, recordId: randomUUID(), reentry: ONCE }), bench.ports);
    const other = startCommand(bench.tenantId, second, WAITING, {
      recordId,
      reentry: ONCE,
      definitionId: 'd2',
    });
    await runCommands(batchOf([bench.commands.encode(other)]), bench.ports);
    expect(await statusesOf(first, second)).toEqual(['running', 'running']);
  });
  it('admits one of a hundred that come at once to several runners', async () => {
    const recordId = randomUUID();
    const asked = Array.from({ length: 100 }, () => ({ runId: randomUUID(), recordId, reentry: ONCE }));
    const batches = [0, 25, 50, 75].map((at) => starts(...asked.slice(at, at + 25)));
    await Promise.all(batches.map((batch) => runCommands(batch, bench.ports)));
    const statuses = await statusesOf(...asked.map(({ runId }) => runId));
    expect(statuses.filter((status) => status === 'running')).toHaveLength(1);
    expect(statuses.filter((status) => status === 'finished')).toHaveLength(99);
  });
  it('admits a run again that was admitted before a crash, and no other in its place', async () => {
    const [recordId, runId, other] = [randomUUID(), randomUUID(), randomUUID()];
    const batch = starts({ runId, recordId, reentry: ONCE });
    const crashing = { ...bench.ports, crashPoint: crashAt('runner.admitted') };
    await expect(runCommands(batch, crashing)).rejects.toMatchObject({ code: 'internal' });
    await runCommands(starts({ runId: other, recordId, reentry: ONCE }), bench.ports);
    await runCommands(batch, bench.ports);
    expect(await statusesOf(runId, other)).toEqual(['running', 'finished']);
  });
});

describe('not while active', () => {
  it('admits the next run when the one before is over', async () => {
    const [recordId, first, second, third] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    await runCommands(starts({ runId: first, recordId, reentry: ALONE }), bench.ports);
    await runCommands(starts({ runId: second, recordId, reentry: ALONE }), bench.ports);
    await finish(first);
    await runCommands(starts({ runId: third, recordId, reentry: ALONE }), bench.ports);
    expect(await statusesOf(first, second, third)).toEqual(['finished', 'finished', 'running']);
  });
  it('keeps out for good what it kept out, when it comes again', async () => {
    const [recordId, first, second] = [randomUUID(), randomUUID(), randomUUID()];
    await runCommands(starts({ runId: first, recordId, reentry: ALONE }), bench.ports);
    const refused = starts({ runId: second, recordId, reentry: ALONE });
    await runCommands(refused, bench.ports);
    await finish(first);
    await runCommands(refused, bench.ports);
    expect(await statusesOf(second)).toEqual(['finished']);
  });
  it('gives its entry back after a crash that came before it could', async () => {
    const [recordId, first, second] = [randomUUID(), randomUUID(), randomUUID()];
    await runCommands(starts({ runId: first, recordId, reentry: ALONE }), bench.ports);
    const fired = await fire(first);
    const crashing = { ...bench.ports, crashPoint: crashAt('runner.stored') };
    await expect(runCommands(fired, crashing)).rejects.toMatchObject({ code: 'internal' });
    await runCommands(fired, bench.ports);
    await runCommands(starts({ runId: second, recordId, reentry: ALONE }), bench.ports);
    expect(await statusesOf(first, second)).toEqual(['finished', 'running']);
  });
  it('does not give back what another run holds by then', async () => {
    const [recordId, first, second, third] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    await runCommands(starts({ runId: first, recordId, reentry: ALONE }), bench.ports);
    const fired = await fire(first);
    await runCommands(fired, bench.ports);
    await runCommands(starts({ runId: second, recordId, reentry: ALONE }), bench.ports);
    await runCommands(fired, bench.ports);
    await runCommands(starts({ runId: third, recordId, reentry: ALONE }), bench.ports);
    expect(await statusesOf(second, third)).toEqual(['running', 'finished']);
  });
});

describe('a cool-down', () => {
  it('counts from the last start, on the clock of the commits', async () => {
    const recordId = randomUUID();
    const asked = [1_000, 1_999, 2_000, 2_500, 3_000].map((committedAtMs) => ({
      runId: randomUUID(),
      recordId,
      reentry: COOLING,
      committedAtMs,
    }));
    for (const each of asked) await runCommands(starts(each), bench.ports);
    const statuses = await statusesOf(...asked.map(({ runId }) => runId));
    expect(statuses).toEqual(['running', 'finished', 'running', 'finished', 'running']);
  });
  it('admits again the run that began it', async () => {
    const [recordId, runId] = [randomUUID(), randomUUID()];
    const batch = starts({ runId, recordId, reentry: COOLING });
    const crashing = { ...bench.ports, crashPoint: crashAt('runner.admitted') };
    await expect(runCommands(batch, crashing)).rejects.toMatchObject({ code: 'internal' });
    await runCommands(batch, bench.ports);
    expect(await statusesOf(runId)).toEqual(['running']);
  });
});

describe('a policy of a newer writer', () => {
  it('is given up by name, and starts nothing', async () => {
    const [runId, recordId] = [randomUUID(), randomUUID()];
    const batch = starts({ runId, recordId, reentry: { policy: 'other', coolDownMs: 0 } });
    await runCommands(batch, bench.ports);
    expect(await statusesOf(runId)).toEqual([undefined]);
  });
});

describe('a run in the sandbox', () => {
  const outcomeOf = async (asked: Asked): Promise<string | undefined> => {
    const runId = randomUUID();
    await runCommands(starts({ ...asked, runId }), bench.ports);
    return (await statusesOf(runId))[0];
  };
  it.each([ONCE, ALONE, COOLING])('takes no entry: $policy', async (reentry) => {
    const recordId = randomUUID();
    const entries = () => bench.db.collection('entries').countDocuments({ recordId });
    expect(await outcomeOf({ recordId, reentry, sandbox: true })).toBe('running');
    expect(await outcomeOf({ recordId, reentry, sandbox: true })).toBe('running');
    expect(await entries()).toBe(0);
    expect(await outcomeOf({ recordId, reentry })).toBe('running');
    expect(await entries()).toBe(1);
  });
  it('is kept out where a live one would be, and let in where that would be', async () => {
    const [recordId, runId] = [randomUUID(), randomUUID()];
    await runCommands(starts({ runId, recordId, reentry: ALONE }), bench.ports);
    expect(await outcomeOf({ recordId, reentry: ALONE, sandbox: true })).toBe('finished');
    await finish(runId);
    expect(await outcomeOf({ recordId, reentry: ALONE, sandbox: true })).toBe('running');
  });
  it('sees a cool-down as a live one does', async () => {
    const recordId = randomUUID();
    await outcomeOf({ recordId, reentry: COOLING, committedAtMs: 1_000 });
    const at = (committedAtMs: number) =>
      outcomeOf({ recordId, reentry: COOLING, committedAtMs, sandbox: true });
    expect([await at(1_999), await at(2_000)]).toEqual(['finished', 'running']);
  });
  it('and a live one come in one batch without being in each other’s way', async () => {
    const [recordId, live, described] = [randomUUID(), randomUUID(), randomUUID()];
    const both = starts(
      { runId: described, recordId, reentry: ONCE, sandbox: true },
      { runId: live, recordId: randomUUID(), reentry: ONCE },
    );
    await runCommands(both, bench.ports);
    expect(await statusesOf(described, live)).toEqual(['running', 'running']);
  });
  it('gives back nothing that a live one holds', async () => {
    const [recordId, described, live] = [randomUUID(), randomUUID(), randomUUID()];
    await runCommands(starts({ runId: described, recordId, reentry: ALONE, sandbox: true }), bench.ports);
    await runCommands(starts({ runId: live, recordId, reentry: ALONE }), bench.ports);
    await finish(described);
    expect(await bench.db.collection('entries').countDocuments({ recordId })).toBe(1);
  });
});
