/** A runner on real engines, without its consumer: tests hand it batches and look at what is stored and sent. */
import { randomUUID } from 'node:crypto';
import { standardCalendar } from '@upshot/calendar';
import { codec, connectRegistry } from '@upshot/avro';
import { connectBus, type Batch, type BusRecord } from '@upshot/bus';
import { createDeadLetters } from '@upshot/dead-letters';
import { CHANNELS, type Graph } from '@upshot/definitions';
import { createRelatedReader } from '@upshot/mirror-reader';
import { connectMongo } from '@upshot/mongo';
import {
  effectsTopic,
  RUN_COMMANDS,
  RUN_EVENTS,
  RUN_SIGNALS,
  schemaOfTopic,
  subjectOf,
  NO_COMMAND,
  START_REQUESTS,
  TIMER_COMMANDS,
  type Effect,
  type RunCommand,
  type RunEvent,
  type RunSignal,
  type StartRequest,
  type StartRun,
  type TimerCommand,
} from '@upshot/schemas';
import { deploySchemas } from '@upshot/schemas/deploy';
import { startTelemetry } from '@upshot/telemetry';
import { createEntryStore } from '../ports/entry-store.ts';
import { createOutbox } from '../ports/outbox.ts';
import { createSignalStore } from '../ports/signal-store.ts';
import { createRunStore } from '../ports/run-store.ts';
import type { RunnerPorts, SignalPorts } from '../topology.ts';

export interface Engines {
  readonly kafka: string;
  readonly registry: string;
  readonly mongo: string;
}

/** Connects everything; `tenantId` is this test's own, so that nothing else on the engines is in the way. */
export async function openBench({ kafka, registry: registryUrl, mongo: url }: Engines) {
  await deploySchemas({ brokers: [kafka], registryUrl });
  const bus = await connectBus({ brokers: [kafka], clientId: 'runner-test', timings: { maxWaitMs: 100 } });
  const registry = connectRegistry({ url: registryUrl });
  const mongo = await connectMongo({ url, appName: 'runner-test' });
  const db = mongo.client.db(`runner_${randomUUID().slice(0, 8)}`);
  const codecOf = <T>(topic: string) =>
    codec<T>(registry, { subject: subjectOf(topic), schema: schemaOfTopic(topic) });
  const commands = await codecOf<RunCommand>(RUN_COMMANDS);
  const effects = new Map(
    await Promise.all(
      CHANNELS.map(async (channel) => [channel, await codecOf<Effect>(effectsTopic(channel))] as const),
    ),
  );
  const events = await codecOf<RunEvent>(RUN_EVENTS);
  const signals = await codecOf<RunSignal>(RUN_SIGNALS);
  const timers = await codecOf<TimerCommand>(TIMER_COMMANDS);
  const starts = await codecOf<StartRequest>(START_REQUESTS);
  const ports: RunnerPorts & SignalPorts = {
    bus,
    codec: commands,
    deadLetters: await createDeadLetters({ bus, registry, service: 'runner' }),
    outbox: createOutbox({
      events,
      effects,
      commands,
      timers,
      starts,
    }),
    store: createRunStore(db, Date.now),
    entries: createEntryStore(db),
    signals: createSignalStore(db, Date.now),
    signalCodec: signals,
    telemetry: startTelemetry({ service: 'runner-test' }),
    surroundingsIn: () => ({
      evaluate: () => 'match',
      recordNow: () => ({ state: 'missing' }),
      working: () => WORKING,
    }),
    related: createRelatedReader({ db, topicOf: () => null, endsOf: (topic) => bus.ends(topic) }),
    now: Date.now,
    crashPoint: () => undefined,
  };
  const close = async () => {
    await db.dropDatabase();
    await mongo.close();
    await bus.close();
  };
  return { ports, bus, db, commands, events, signals, timers, starts, tenantId: `t-${randomUUID()}`, close };
}

const WORKING = {
  calendar: standardCalendar('UTC'),
  tenantZone: 'UTC',
  recordZone: null,
  ownerZone: null,
} as const;

/** A chain of one wait: it sends run events and a timer, and nothing that leaves the house. */
export const WAITING: Graph = {
  start: 'w',
  nodes: [{ kind: 'wait', id: 'w', until: { kind: 'duration', durationMs: 30 * 24 * 3_600_000 } }],
  edges: [],
};

/** The start command of a run. */
export function startCommand(
  tenantId: string,
  runId: string,
  graph: Graph = WAITING,
  more: Partial<StartRun> = {},
): RunCommand {
  const start: StartRun = {
    definitionId: 'd1',
    definitionVersion: 1,
    definitionName: 'Win',
    dialect: 'workflows-api',
    graph: JSON.stringify(graph),
    module: 'opportunities',
    triggerName: 'opportunity_won',
    recordId: 'o1',
    operation: 'update',
    before: JSON.stringify({ stage: 'negotiation' }),
    after: JSON.stringify({ stage: 'won', 'dotted.$name': 1 }),
    positionId: 'pg:1',
    committedAtMs: 1,
    rootRunId: runId,
    depth: 0,
    unknownBefore: [],
    unknownAfter: [],
    reentry: null,
    startAt: null,
    criteria: null,
    variables: null,
    sandbox: false,
    parent: null,
    startedBy: null,
    ...more,
  };
  return { tenantId, runId, sentAtMs: 1, ...NO_COMMAND, start };
}

/** Far on, so that a topic that is made anew has room to begin below. */
let written = 1_000_000;

/** A record of `upshot.run-commands`, further on than all that were made before. */
export function recordOf(value: Buffer | null): BusRecord {
  written += 1;
  return {
    topic: RUN_COMMANDS,
    partition: 0,
    offset: BigInt(written),
    timestampMs: written,
    key: Buffer.from('run'),
    value,
    headers: {},
  };
}

/** A batch of records, as the bus would hand it over. */
export const batchOfRecords = (records: readonly BusRecord[]): Batch => ({
  topic: RUN_COMMANDS,
  partition: records[0]?.partition ?? 0,
  records,
  highWatermark: (records.at(-1)?.offset ?? 0n) + 1n,
});

/** A batch of new records; the same batch again is a redelivery. */
export const batchOf = (values: readonly (Buffer | null)[]): Batch => batchOfRecords(values.map(recordOf));
