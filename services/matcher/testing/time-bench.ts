/** The matcher's half of time on real engines, with topics, group and database of its own. */
import { randomUUID } from 'node:crypto';
import { codec, connectRegistry } from '@upshot/avro';
import { connectBus, type Bus, type BusRecord, type OutgoingRecord } from '@upshot/bus';
import type { Definition } from '@upshot/definitions';
import { UpshotError } from '@upshot/errors';
import {
  createRelatedReader,
  MIRROR,
  toDocument,
  type MirrorDocument,
  type Remembered,
} from '@upshot/mirror-reader';
import { connectMongo } from '@upshot/mongo';
import { newTally } from '@upshot/rules';
import {
  DUE_TRIGGERS,
  RUN_COMMANDS,
  schemaOfTopic,
  START_REQUESTS,
  subjectOf,
  TIMER_COMMANDS,
  type DueTrigger,
  type RunCommand,
  type StartRequest,
  type TimerCommand,
} from '@upshot/schemas';
import { deploySchemas } from '@upshot/schemas/deploy';
import { createLogger, startTelemetry } from '@upshot/telemetry';
import { openTime, type TimeEngines, type TimeOptions } from '../open-time.ts';
import { createVerdicts } from '../verdicts.ts';
import { timeRules } from './time.ts';

export interface EngineUrls {
  readonly kafka: string;
  readonly registry: string;
  readonly mongo: string;
}

/** Connects everything; no definition is live. */
export async function openBench({ kafka, registry: registryUrl, mongo: url }: EngineUrls) {
  const name = `time-${randomUUID().slice(0, 8)}`;
  await deploySchemas({ brokers: [kafka], registryUrl });
  const bus = await connectBus({ brokers: [kafka], clientId: name, timings: { maxWaitMs: 100 } });
  const own = (topic: string): string => `${name}-${topic}`;
  const topics = [DUE_TRIGGERS, RUN_COMMANDS, TIMER_COMMANDS, START_REQUESTS].map((topic) => own(topic));
  await bus.ensureTopics(topics.map((topic) => ({ name: topic, partitions: 2, config: {} })));
  const mongo = await connectMongo({ url, appName: name });
  const db = mongo.client.db(name);
  const codecs = await codecsOf(registryUrl);
  const seen = {
    started: new Array<RunCommand>(),
    told: new Array<TimerCommand>(),
    verdicts: new Map<string, number>(),
  };
  const follower = await follow(bus, own, codecs, seen);
  const rules = timeRules();
  const engines = enginesOf({ bus, own, db, rules, ...codecs }, seen.verdicts);
  const mirror = db.collection<MirrorDocument>(MIRROR);
  return {
    db,
    engines,
    rules,
    ...seen,
    bus: engines.bus,
    /** Puts records into the mirror, as the mirror does. */
    async remember(...records: readonly Remembered[]): Promise<void> {
      const documents = records.map((record) => toDocument(record, new Date(Date.now() + 3_600_000)));
      await mirror.deleteMany({ _id: { $in: documents.map(({ _id }) => _id) } });
      await mirror.insertMany(documents);
    },
    sendDue: (...dues: readonly (DueTrigger | Buffer)[]) =>
      engines.bus.send(
        dues.map((due) => ({
          topic: DUE_TRIGGERS,
          key: Buffer.isBuffer(due) ? 'broken' : due.recordId,
          value: Buffer.isBuffer(due) ? due : codecs.dueCodec.encode(due),
        })),
      ),
    sendRequests: (...requests: readonly StartRequest[]) =>
      engines.bus.send(
        requests.map((request) => ({
          topic: START_REQUESTS,
          key: `${request.tenantId}/${request.recordId}`,
          value: codecs.requestCodec.encode(request),
        })),
      ),
    requestCodec: codecs.requestCodec,
    /** The bench's own group and topic of requests. */
    requests: { group: `${name}-requests`, requestsTopic: own(START_REQUESTS) },
    lag: async () => (await bus.lag(name, [own(DUE_TRIGGERS)])).records,
    open: (parts: Partial<TimeEngines> = {}, options: TimeOptions = {}) =>
      openTime({ ...engines, ...parts }, { ...QUICK, group: name, duesTopic: own(DUE_TRIGGERS), ...options }),
    async close() {
      await follower.stop();
      await db.dropDatabase();
      await bus.close();
      await mongo.close();
    },
  };
}

const QUICK: TimeOptions = { settleMs: 0, lookEveryMs: 100 };

async function codecsOf(url: string) {
  const registry = connectRegistry({ url });
  const codecOf = <T>(topic: string) =>
    codec<T>(registry, { subject: subjectOf(topic), schema: schemaOfTopic(topic) });
  return {
    dueCodec: await codecOf<DueTrigger>(DUE_TRIGGERS),
    requestCodec: await codecOf<StartRequest>(START_REQUESTS),
    runCodec: await codecOf<RunCommand>(RUN_COMMANDS),
    timerCodec: await codecOf<TimerCommand>(TIMER_COMMANDS),
  };
}

type Codecs = Awaited<ReturnType<typeof codecsOf>>;

interface Heard {
  readonly started: RunCommand[];
  readonly told: TimerCommand[];
}

async function follow(bus: Bus, own: (topic: string) => string, codecs: Codecs, heard: Heard) {
  const onRecord = async ({ topic, value }: BusRecord): Promise<void> => {
    const bytes = value ?? Buffer.alloc(0);
    if (topic === own(RUN_COMMANDS)) heard.started.push(await codecs.runCodec.decode(bytes));
    else heard.told.push(await codecs.timerCodec.decode(bytes));
  };
  return bus.follow({ topics: [own(RUN_COMMANDS), own(TIMER_COMMANDS)], onRecord });
}

interface Parts extends Codecs {
  readonly bus: Bus;
  readonly own: (topic: string) => string;
  readonly db: TimeEngines['db'];
  readonly rules: TimeEngines['timeRules'];
}

function enginesOf(
  { bus, own, db, rules, runCodec, ...codecs }: Parts,
  counts: Map<string, number>,
): TimeEngines {
  const countRecords = (_: string, reason: string, count = 1) =>
    void counts.set(reason, (counts.get(reason) ?? 0) + count);
  const send = (records: readonly OutgoingRecord[]) =>
    bus.send(records.map((record) => ({ ...record, topic: own(record.topic) })));
  return {
    bus: { send, consumeBatches: (options) => bus.consumeBatches(options) },
    db,
    related: createRelatedReader({ db, topicOf: () => null, endsOf: async () => [] }),
    timeRules: rules,
    codec: runCodec,
    ...codecs,
    deadLetters: { bury: async (_, stage, { code }) => countRecords('', `${stage} ${code}`) },
    verdicts: createVerdicts({ countRecords }, newTally()),
    telemetry: startTelemetry({ service: 'time-test' }),
    log: createLogger({ service: 'time-test', write: () => {} }),
    now: Date.now,
    crashPoint: () => {},
  };
}

/** A task as the mirror remembers it. */
export const task = (
  recordId: string,
  values: Remembered['values'] = {},
  more: Partial<Remembered> = {},
): Remembered => ({
  tenantId: 'demo',
  module: 'tasks',
  recordId,
  values: { id: recordId, status: 'open', completed_at: null, due_at: DUE_AT, ...values },
  unknown: [],
  deleted: false,
  sequence: 1n,
  positionId: `position-of-${recordId}`,
  committedAtMs: 1,
  ...more,
});

export const DUE_AT = '2026-03-01T10:00:00.000Z';

/** The firing of a task's date, planned by the first version of `definition`. */
export const dueOf = (
  definition: Definition,
  recordId: string,
  more: Partial<DueTrigger> = {},
): DueTrigger => ({
  tenantId: definition.tenantId,
  timerId: `timer-of-${recordId}`,
  definitionId: definition.id,
  definitionVersion: 1,
  module: 'tasks',
  recordId,
  sequence: '1'.padStart(40, '0'),
  fromMs: 0,
  occurrence: DUE_AT,
  dueAtMs: Date.parse(DUE_AT),
  firedAtMs: Date.now(),
  rootRunId: null,
  depth: 0,
  ...more,
});

/** Throws at the first pass of a crash point, as a kill there would end the work. */
export function crashAt(point: string): (name: string) => void {
  let crashed = false;
  return (name) => {
    if (name !== point || crashed) return;
    crashed = true;
    throw new UpshotError('internal', `crash at ${point}`);
  };
}
