/** The runner's process: connects its ports and takes its share of the run commands. */
import { CHANNELS } from '@upshot/definitions';
import { eraseUntil, type DueErasure } from '@upshot/history';
import { readMappingFile } from '@upshot/mapping';
import { createRelatedReader } from '@upshot/mirror-reader';
import { connectMongo, ensureIndexes } from '@upshot/mongo';
import {
  effectsTopic,
  RUN_COMMANDS,
  RUN_EVENTS,
  RUN_SIGNALS,
  START_REQUESTS,
  TIMER_COMMANDS,
  type Effect,
  type RunCommand,
  type RunEvent,
  type RunSignal,
  type StartRequest,
  type TimerCommand,
} from '@upshot/schemas';
import { processOptions, runService, type RunningService, type ServiceKit } from '@upshot/service';
import { connectStream, hasHandled, watchConsumer, type Stream } from '@upshot/stream';
import {
  CALENDARS_COLLECTION,
  createCalendarStore,
  createTenantCalendars,
  type TenantCalendars,
} from '@upshot/tenant-calendars';
import type { Db } from 'mongodb';
import { config, type Config } from './config.ts';
import { createEndRuns, type EndRunsPorts } from './end-runs.ts';
import { surroundingsBy } from './evaluator.ts';
import { createEntryStore, entryCollections } from './ports/entry-store.ts';
import { eraseEntries, eraseSignals } from './ports/erase-from-runner.ts';
import { openRunsOf } from './ports/open-runs-of.ts';
import { createOutbox, type Outbox } from './ports/outbox.ts';
import { createRunStore, runCollections } from './ports/run-store.ts';
import { createSignalStore, signalCollections } from './ports/signal-store.ts';
import { runCommands, runSignals, type RunnerPorts, type SignalPorts } from './topology.ts';

const GROUP = 'upshot.runner';
const SIGNALS_GROUP = 'upshot.runner.signals';
/** Partitions: what they read and write at about the same time goes to the store together. */
const SIDE_BY_SIDE = 16;

type Ports = RunnerPorts & SignalPorts & Pick<EndRunsPorts, 'codec'>;

async function start(kit: ServiceKit, settings: Config): Promise<RunningService> {
  const { UPSHOT_KAFKA_BROKERS: brokers, UPSHOT_REGISTRY_URL: registryUrl } = settings;
  const stream = await connectStream(kit, { brokers, registryUrl });
  const mongo = await kit.waitFor('mongo', () =>
    connectMongo({ url: settings.UPSHOT_MONGO_URL, appName: GROUP }),
  );
  const collections = [...runCollections, ...entryCollections, ...signalCollections, CALENDARS_COLLECTION];
  await kit.waitFor('mongo', () => ensureIndexes(mongo.db, collections));
  const store = createCalendarStore(mongo.db);
  const calendars = createTenantCalendars({ store: async () => store, log: kit.log });
  await kit.waitFor('mongo', () => calendars.refresh());
  const ports = await connectPorts(kit, settings, stream, mongo.db, calendars);
  const consumer = await stream.bus.consumeBatches({
    group: GROUP,
    topics: [RUN_COMMANDS],
    concurrency: SIDE_BY_SIDE,
    onBatch: (batch) => runCommands(batch, ports),
  });
  const signals = await stream.bus.consumeBatches({
    group: SIGNALS_GROUP,
    topics: [RUN_SIGNALS],
    concurrency: 2,
    onBatch: (batch) => runSignals(batch, ports),
  });
  const watched = [watchConsumer(kit, GROUP, consumer), watchConsumer(kit, SIGNALS_GROUP, signals)];
  const stopping = new AbortController();
  const { bus } = stream;
  const handled = hasHandled({ bus, group: GROUP, topics: [RUN_COMMANDS], consumer, now: Date.now });
  const erasing = erase(stopping.signal, kit, mongo.db, { ...ports, hasHandled: handled });
  return {
    checks: [...watched.map(({ check }) => check), mongo.readiness],
    async stop() {
      await Promise.all(watched.map((each) => each.stop()));
      stopping.abort();
      await erasing;
      await calendars.stop();
      await stream.bus.close();
      await mongo.close();
    },
  };
}

function erase(
  signal: AbortSignal,
  { log }: ServiceKit,
  db: Db,
  ports: Omit<EndRunsPorts, 'openRunsOf'>,
): Promise<void> {
  const parts = {
    runs: createEndRuns({ ...ports, openRunsOf: (subject) => openRunsOf(db, subject) }),
    signals: (subject: DueErasure) => eraseSignals(db, subject),
    entries: (subject: DueErasure) => eraseEntries(db, subject),
  };
  return eraseUntil(signal, { db, parts, log });
}

async function connectPorts(
  kit: ServiceKit,
  settings: Config,
  stream: Stream,
  db: Db,
  calendars: TenantCalendars,
): Promise<Ports> {
  const { bus, deadLetters, codecOf } = stream;
  const mapping = await readMappingFile(settings.UPSHOT_MAPPING_FILE);
  return {
    bus,
    deadLetters,
    telemetry: kit.telemetry,
    codec: await codecOf<RunCommand>(RUN_COMMANDS),
    outbox: await connectOutbox(stream),
    store: createRunStore(db, Date.now),
    entries: createEntryStore(db),
    signals: createSignalStore(db, Date.now),
    signalCodec: await codecOf<RunSignal>(RUN_SIGNALS),
    surroundingsIn: surroundingsBy(mapping, calendars),
    related: createRelatedReader({
      db,
      topicOf: (module) => mapping.modules.get(module)?.topic ?? null,
      endsOf: (topic) => bus.ends(topic),
    }),
    now: Date.now,
    crashPoint: (name) => kit.crashPoint(name),
  };
}

async function connectOutbox({ codecOf }: Stream): Promise<Outbox> {
  const effects = CHANNELS.map(
    async (channel) => [channel, await codecOf<Effect>(effectsTopic(channel))] as const,
  );
  return createOutbox({
    events: await codecOf<RunEvent>(RUN_EVENTS),
    effects: new Map(await Promise.all(effects)),
    timers: await codecOf<TimerCommand>(TIMER_COMMANDS),
    commands: await codecOf<RunCommand>(RUN_COMMANDS),
    starts: await codecOf<StartRequest>(START_REQUESTS),
  });
}

const settings = config();
await runService({ name: 'runner', ...processOptions(settings), start: (kit) => start(kit, settings) });
