/** A scheduler on real engines, with topics, group and database of its own. */
import { randomUUID } from 'node:crypto';
import { codec, connectRegistry, type Codec } from '@upshot/avro';
import { connectBus, type Batch, type Bus, type BusRecord } from '@upshot/bus';
import { UpshotError } from '@upshot/errors';
import { connectMongo, ensureIndexes } from '@upshot/mongo';
import {
  DUE_TRIGGERS,
  RUN_COMMANDS,
  schemaOfTopic,
  subjectOf,
  TIMER_COMMANDS,
  type DueTrigger,
  type RunCommand,
  type TimerCommand,
} from '@upshot/schemas';
import { deploySchemas } from '@upshot/schemas/deploy';
import { createLogger, startTelemetry } from '@upshot/telemetry';
import {
  openScheduler,
  startFiring,
  type SchedulerEngines,
  type SchedulerOptions,
} from '../open-scheduler.ts';
import { createTimerStore } from '../ports/timer-store.ts';
import { timerCollections, TIMERS, type TimerDocument } from '../ports/timer.ts';

export interface EngineUrls {
  readonly kafka: string;
  readonly registry: string;
  readonly mongo: string;
}

/** A command that was sent, in the order of its partition. */
interface Sent {
  readonly command: RunCommand;
  readonly record: BusRecord;
}

/** Connects everything; `buried` lists the offsets of what was given up. */
export async function openBench(urls: EngineUrls) {
  const name = `scheduler-${randomUUID().slice(0, 8)}`;
  const { bus, mongo, timerCodec, commandCodec, dueCodec } = await connect(urls, name);
  const db = mongo.client.db(name);
  await ensureIndexes(db, timerCollections);
  const buried: string[] = [];
  const engines: SchedulerEngines = {
    bus,
    codec: timerCodec,
    commands: commandCodec,
    dues: dueCodec,
    deadLetters: {
      bury: async (record, stage, error) => void buried.push(`${record.offset} ${stage} ${error.code}`),
    },
    db,
    telemetry: startTelemetry({ service: name }),
    log: createLogger({ service: name, write: () => {} }),
    crashPoint: () => {},
  };
  const { sent, follower } = await followCommands(bus, commandsOf(name), commandCodec);
  const dues: DueTrigger[] = [];
  const dueFollower = await bus.follow({
    topics: [duesOf(name)],
    onRecord: async ({ value }) => void dues.push(await dueCodec.decode(value ?? Buffer.alloc(0))),
  });
  async function close(): Promise<void> {
    await follower.stop();
    await dueFollower.stop();
    await db.dropDatabase();
    await bus.close();
    await mongo.close();
  }
  const timers = db.collection<TimerDocument>(TIMERS);
  return { name, db, bus, engines, buried, sent, dues, timers, close, ...actions(name, engines, timerCodec) };
}

const commandsOf = (name: string): string => `${name}-commands`;
const duesOf = (name: string): string => `${name}-dues`;

/** What tests do with a scheduler. */
function actions(name: string, engines: SchedulerEngines, timers: Codec<TimerCommand>) {
  const topics = { timersTopic: name, commandsTopic: commandsOf(name), duesTopic: duesOf(name) };
  const options = { group: name, ...topics, longestSleepMs: 50 };
  return {
    ports: { ...engines, store: createTimerStore(engines.db), wake: () => {}, now: Date.now },
    batch: (told: readonly (TimerCommand | Buffer | null)[], headers: BusRecord['headers'] = {}) =>
      batchOf(
        name,
        told.map((each) => (each === null || Buffer.isBuffer(each) ? each : timers.encode(each))),
        headers,
      ),
    send: (told: readonly TimerCommand[]) =>
      engines.bus.send(
        told.map((each) => ({ topic: name, key: each.runId || each.timerId, value: timers.encode(each) })),
      ),
    open: (changes: SchedulerOptions = {}, parts: Partial<SchedulerEngines> = {}) =>
      openScheduler({ ...engines, ...parts }, { ...options, ...changes }),
    fire: (changes: SchedulerOptions = {}, parts: Partial<SchedulerEngines> = {}) =>
      startFiring({ ...engines, ...parts }, { ...options, ...changes }),
  };
}

async function connect({ kafka, registry: registryUrl, mongo: url }: EngineUrls, name: string) {
  await deploySchemas({ brokers: [kafka], registryUrl });
  const bus = await connectBus({ brokers: [kafka], clientId: name, timings: { maxWaitMs: 100 } });
  await bus.ensureTopics([
    { name, partitions: 2, config: {} },
    { name: commandsOf(name), partitions: 1, config: {} },
    { name: duesOf(name), partitions: 1, config: {} },
  ]);
  const registry = connectRegistry({ url: registryUrl });
  const codecOf = <T>(topic: string) =>
    codec<T>(registry, { subject: subjectOf(topic), schema: schemaOfTopic(topic) });
  return {
    bus,
    mongo: await connectMongo({ url, appName: name }),
    timerCodec: await codecOf<TimerCommand>(TIMER_COMMANDS),
    commandCodec: await codecOf<RunCommand>(RUN_COMMANDS),
    dueCodec: await codecOf<DueTrigger>(DUE_TRIGGERS),
  };
}

async function followCommands(bus: Bus, topic: string, commands: Codec<RunCommand>) {
  const sent: Sent[] = [];
  const onRecord = async (record: BusRecord) =>
    void sent.push({ record, command: await commands.decode(record.value ?? Buffer.alloc(0)) });
  return { sent, follower: await bus.follow({ topics: [topic], onRecord }) };
}

/** A command that sets (or cancels) a timer of a run of its own. */
export function timerCommand(
  timerId: string,
  dueAtMs: number,
  verb: TimerCommand['verb'] = 'set',
): TimerCommand {
  return {
    tenantId: 't1',
    timerId,
    runId: `run-of-${timerId}`,
    stepId: `step-of-${timerId}`,
    verb,
    dueAtMs,
    date: null,
  };
}

/** Throws at the first pass of a crash point, as a kill there would end the work. */
export function crashAt(point: string): (name: string) => void {
  let crashed = false;
  return (name) => {
    if (name !== point || crashed) return;
    crashed = true;
    throw new UpshotError('internal', `crash at ${point}`);
  };
}

function batchOf(topic: string, values: readonly (Buffer | null)[], headers: BusRecord['headers']): Batch {
  const records = values.map((value, index): BusRecord => ({
    topic,
    partition: 0,
    offset: BigInt(index),
    timestampMs: 1,
    key: Buffer.from('run'),
    value,
    headers,
  }));
  return { topic, partition: 0, records, highWatermark: BigInt(values.length) };
}
