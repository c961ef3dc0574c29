/** A runner and a scheduler over topics of their own, each of which can be away for a while. */
import { randomUUID } from 'node:crypto';
import { codec, connectRegistry } from '@upshot/avro';
import type { OutgoingRecord } from '@upshot/bus';
import type { WaitNode } from '@upshot/definitions';
import { ensureIndexes } from '@upshot/mongo';
import {
  DUE_TRIGGERS,
  RUN_COMMANDS,
  RUN_EVENTS,
  schemaOfTopic,
  subjectOf,
  TIMER_COMMANDS,
  type DueTrigger,
} from '@upshot/schemas';
import { createLogger } from '@upshot/telemetry';
import { runCollections } from '../../services/runner/ports/run-store.ts';
import { signalCollections } from '../../services/runner/ports/signal-store.ts';
import { openBench, startCommand, type Engines } from '../../services/runner/testing/bench.ts';
import { runCommands } from '../../services/runner/topology.ts';
import { openScheduler } from '../../services/scheduler/open-scheduler.ts';

type Bench = Awaited<ReturnType<typeof openBench>>;

/** Something that can be stopped. */
export interface Running {
  stop(): Promise<void>;
}

const OUTCOMES = ['done', 'stale', 'disqualified', 'no_date'];

/** Connects everything; neither service works yet. */
export async function openHouse(engines: Engines) {
  const bench = await openBench(engines);
  await ensureIndexes(bench.db, [...runCollections, ...signalCollections]);
  const name = `waits-${randomUUID().slice(0, 8)}`;
  const own = (topic: string): string => `${name}-${topic}`;
  const topics = [TIMER_COMMANDS, RUN_COMMANDS, DUE_TRIGGERS].map((topic) => own(topic));
  await bench.bus.ensureTopics(topics.map((each) => ({ name: each, partitions: 2, config: {} })));
  const ends = new Map<string, string>();
  const send = sender(bench, own, ends);
  return {
    ends,
    /** Starts a run of one wait; it is told to a runner as soon as there is one. */
    async start(wait: Omit<WaitNode, 'kind' | 'id'>): Promise<string> {
      const runId = randomUUID();
      const command = startCommand(bench.tenantId, runId, graphOf(wait));
      await send([{ topic: RUN_COMMANDS, key: runId, value: bench.commands.encode(command) }]);
      return runId;
    },
    isWaiting: async (runId: string): Promise<boolean> =>
      ((await bench.ports.store.load([runId])).get(runId)?.state.openSteps.length ?? 0) > 0,
    isFired: async (runId: string): Promise<boolean> =>
      (await bench.db.collection('timers').countDocuments({ runId, state: 'fired' })) > 0,
    openRunner: (): Promise<Running> =>
      bench.bus.consumeBatches({
        group: `${name}-runner`,
        topics: [own(RUN_COMMANDS)],
        onBatch: (batch) => runCommands(batch, { ...bench.ports, bus: { send } }),
      }),
    openScheduler: () => schedule(bench, engines, name, own),
    close: () => bench.close(),
  };
}

/** To topics of its own; how runs end is kept. */
function sender({ bus, events }: Bench, own: (topic: string) => string, ends: Map<string, string>) {
  const told: readonly string[] = [TIMER_COMMANDS, RUN_COMMANDS];
  return async (records: readonly OutgoingRecord[]): Promise<void> => {
    for (const { topic, value } of records) {
      if (topic !== RUN_EVENTS || value === null) continue;
      const { runId, runFinished } = await events.decode(value);
      if (runFinished !== null) ends.set(runId, runFinished.reason);
    }
    const sent = records.filter(({ topic }) => told.includes(topic));
    await bus.send(sent.map((record) => ({ ...record, topic: own(record.topic) })));
  };
}

async function schedule(
  { bus, db, timers, commands, ports }: Bench,
  { registry }: Engines,
  name: string,
  own: (topic: string) => string,
): Promise<Running> {
  const parts = { subject: subjectOf(DUE_TRIGGERS), schema: schemaOfTopic(DUE_TRIGGERS) };
  const dues = await codec<DueTrigger>(connectRegistry({ url: registry }), parts);
  const { telemetry, deadLetters, crashPoint } = ports;
  const log = createLogger({ service: name, write: () => {} });
  const { consumer, loop } = await openScheduler(
    { bus, db, codec: timers, commands, dues, telemetry, deadLetters, crashPoint, log },
    {
      group: `${name}-scheduler`,
      timersTopic: own(TIMER_COMMANDS),
      commandsTopic: own(RUN_COMMANDS),
      duesTopic: own(DUE_TRIGGERS),
      longestSleepMs: 100,
    },
  );
  return { stop: async () => void (await Promise.all([consumer.stop(), loop.stop()])) };
}

const graphOf = (wait: Omit<WaitNode, 'kind' | 'id'>) => ({
  start: 'w',
  nodes: [
    { kind: 'wait' as const, id: 'w', ...wait },
    ...OUTCOMES.map((id) => ({ kind: 'end' as const, id, status: 'completed' as const, reason: id })),
  ],
  edges: OUTCOMES.map((outcome) => ({ from: 'w', outcome, to: outcome })),
});
