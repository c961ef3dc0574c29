/** A definition API with a runner behind it, whose commands a test hands over when it likes. */
import { randomUUID } from 'node:crypto';
import type { BusRecord } from '@upshot/bus';
import type { Graph } from '@upshot/definitions';
import { NO_COMMAND, RUNS, type OpenRun, type RunCommand, type StartRun } from '@upshot/schemas';
import { ensureIndexes } from '@upshot/mongo';
import { createEntryStore } from '../../services/runner/ports/entry-store.ts';
import { createRunStore, runCollections } from '../../services/runner/ports/run-store.ts';
import {
  batchOf,
  openBench as openRunner,
  startCommand,
  WAITING,
} from '../../services/runner/testing/bench.ts';
import { runCommands } from '../../services/runner/topology.ts';
import { openBench, type BenchOptions, type Engines } from '../../services/definition-api/testing/bench.ts';
import { openTail } from './tail.ts';
import { decodeAll } from '../../services/definition-api/testing/topics.ts';

/** Jobs that do not wait for anything. */
const HURRIED = { idleMs: 20, settleMs: 20, leaseMs: 300, runsPerSecond: 1_000_000, pageSize: 7 };

export type Rig = Awaited<ReturnType<typeof openRig>>;

/** Both over one database. */
export async function openRig(engines: Engines, options: BenchOptions = {}) {
  const api = await openBench(engines, { jobs: HURRIED, ...options });
  const runner = await openRunner(engines);
  await ensureIndexes(api.db, runCollections);
  const store = createRunStore(api.db, Date.now);
  const ports = { ...runner.ports, store, entries: createEntryStore(api.db) };
  const commands = await openTail(api.bus, api.commandsTopic);
  const starts = await openTail(api.bus, api.startsTopic);
  const heard = new Set<string>();

  const run = async (told: readonly RunCommand[]): Promise<void> =>
    runCommands(batchOf(told.map((command) => runner.commands.encode(command))), ports);
  const runs = api.db.collection<OpenRun>(RUNS);
  return {
    api,
    run,
    runs,
    store,
    /** Starts so many runs of a definition, each on a record of its own. */
    async start(
      definitionId: string,
      count: number,
      { graph = WAITING, ...more }: Partial<Omit<StartRun, 'graph'>> & { readonly graph?: Graph } = {},
      tenantId = 't-one',
    ): Promise<readonly string[]> {
      const ids = Array.from({ length: count }, () => randomUUID());
      await run(
        ids.map((runId, place) =>
          startCommand(tenantId, runId, graph, { definitionId, recordId: `r${place}`, ...more }),
        ),
      );
      return ids;
    },
    /** Hands over what the API has sent since; how many commands that were. */
    async hear(): Promise<number> {
      const placeOf = ({ partition, offset }: BusRecord) => `${partition}:${offset}`;
      const fresh = (await commands.read()).filter((record) => !heard.has(placeOf(record)));
      for (const record of fresh) heard.add(placeOf(record));
      await runCommands(batchOf(fresh.map(({ value }) => value)), ports);
      return fresh.length;
    },
    /** What runs were told until now. */
    commands: async () => decodeAll(await commands.read(), api.codecs.commands),
    /** The runs that were asked for until now. */
    starts: async () => decodeAll(await starts.read(), api.codecs.starts),
    /** Tells a step of a run that its timer has fired. */
    async fire(runId: string): Promise<void> {
      const step = (await store.load([runId])).get(runId)?.state.openSteps[0];
      const timerId = step?.timers[0]?.timerId ?? '';
      const fireTimer = { timerId, stepId: step?.stepId ?? '', dueAtMs: 1, firedAtMs: Date.now() };
      await run([{ tenantId: 't-one', runId, sentAtMs: 1, ...NO_COMMAND, fireTimer }]);
    },
    async close() {
      await Promise.all([commands.stop(), starts.stop()]);
      await api.close();
      await runner.close();
    },
  };
}
