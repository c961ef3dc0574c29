/** The matcher's process: connects its ports, reads the definitions, then takes its share of the change topics. */
import { createDecoder } from '@upshot/cdc';
import { readableSchema, readMappingFile, type SourceMapping } from '@upshot/mapping';
import { createMirrorReader, type RelatedReader } from '@upshot/mirror-reader';
import { connectMongo } from '@upshot/mongo';
import { newTally } from '@upshot/rules';
import {
  ACTIVITIES,
  DEFINITIONS,
  DUE_TRIGGERS,
  RUN_COMMANDS,
  RUN_SIGNALS,
  START_REQUESTS,
  TIMER_COMMANDS,
  type Activity,
  type DefinitionRecord,
  type DueTrigger,
  type RunCommand,
  type RunSignal,
  type StartRequest,
  type TimerCommand,
} from '@upshot/schemas';
import {
  processOptions,
  runService,
  type ReadinessCheck,
  type RunningService,
  type ServiceKit,
} from '@upshot/service';
import { connectStream, watchConsumer, type Stream } from '@upshot/stream';
import { createCalendarStore, createTenantCalendars, type TenantCalendars } from '@upshot/tenant-calendars';
import { matchActivities } from './activities.ts';
import { columnsReadBy } from './columns-read.ts';
import { config, type Config } from './config.ts';
import { createDefinitionsTable, type DefinitionsTable } from './definitions-table.ts';
import { startErasing } from './erasing.ts';
import { createKeptImages, type KeptImages } from './kept-images/kept-images.ts';
import { createKeptImageStore } from './ports/kept-image-store.ts';
import { DUE_GROUP, openTime, type TimeOptions } from './open-time.ts';
import { createWaitStore } from './ports/wait-store.ts';
import { lazyMongo, type LazyMongo } from './ports/lazy-mongo.ts';
import { relatedRecords } from './ports/related-records.ts';
import { openRequests, REQUESTS_GROUP } from './requests.ts';
import { createTimeRules, type TimeRules } from './time/time-rules.ts';
import { matchChanges, type MatcherPorts } from './topology.ts';
import { createVerdicts } from './verdicts.ts';

const GROUP = 'upshot.matcher';

async function start(kit: ServiceKit, settings: Config): Promise<RunningService> {
  const { UPSHOT_KAFKA_BROKERS: brokers, UPSHOT_REGISTRY_URL: registryUrl } = settings;
  const stream = await connectStream(kit, { brokers, registryUrl });
  const mapping = await readMappingFile(settings.UPSHOT_MAPPING_FILE);
  const mongo = lazyMongo(() => connectMongo({ url: settings.UPSHOT_MONGO_URL, appName: GROUP }));
  const calendars = watchCalendars(kit, mongo);
  const timeRules = createTimeRules({ mapping, calendars, log: kit.log });
  const definitions = await newTable(kit, stream, mapping, timeRules);
  const follower = await stream.bus.follow({
    topics: [DEFINITIONS],
    onRecord: (record) => definitions.take(record),
  });
  await follower.ready;
  definitions.open();

  const related = connectRelated(mongo, stream, mapping);
  const keptImages = createKeptImages(createKeptImageStore(async () => (await mongo.connected()).db));
  const connected = await connectPorts(kit, stream, mapping, definitions, timeRules);
  const waits = createWaitStore(async () => (await mongo.connected()).db);
  const ports = { ...connected, related, keptImages, waits, waiting: { definitions, waits }, log: kit.log };
  const consumer = await stream.bus.consumeBatches({
    group: GROUP,
    topics: [...mapping.byTopic.keys(), ACTIVITIES],
    concurrency: 4,
    onBatch: (batch, context) =>
      batch.topic === ACTIVITIES ? matchActivities(batch, ports) : matchChanges(batch, ports, context),
  });
  const watched = watchConsumer(kit, GROUP, consumer);
  const time = keepTime(kit, stream, mongo, ports, { ratePerSecond: settings.UPSHOT_PLANNING_RATE });
  return {
    checks: [watched.check, mongoCheck(mongo, keptImages)],
    async stop() {
      await watched.stop();
      await time.stop();
      await calendars.stop();
      await follower.stop();
      await stream.bus.close();
      await mongo.close();
    },
  };
}

/** Business days are counted by the calendars of tenants: what is planned by them waits until they are known. */
function watchCalendars({ log }: ServiceKit, mongo: LazyMongo): TenantCalendars {
  return createTenantCalendars({ store: async () => createCalendarStore((await mongo.connected()).db), log });
}

/** Dates and requests need MongoDB from the start; while it is away, changes are matched all the same. */
function keepTime(
  kit: ServiceKit,
  { codecOf }: Stream,
  mongo: LazyMongo,
  ports: MatcherPorts & { readonly definitions: DefinitionsTable } & Pick<
      Parameters<typeof openTime>[0],
      'bus' | 'timeRules' | 'log' | 'waiting'
    >,
  options: TimeOptions,
): { stop(): Promise<void> } {
  async function open(): Promise<{ stop(): Promise<void> }> {
    const { db } = await kit.waitFor('mongo', () => mongo.connected());
    const dueCodec = await codecOf<DueTrigger>(DUE_TRIGGERS);
    const { consumer, planning } = await kit.waitFor('mongo', () =>
      openTime({ ...ports, db, dueCodec }, options),
    );
    const requestCodec = await codecOf<StartRequest>(START_REQUESTS);
    const requests = await openRequests({ ...ports, mirror: createMirrorReader(db), requestCodec });
    const working = [
      watchConsumer(kit, DUE_GROUP, consumer),
      watchConsumer(kit, REQUESTS_GROUP, requests),
      planning,
      startErasing(db, ports.mapping, kit.log),
    ];
    return { stop: async () => void (await Promise.all(working.map((each) => each.stop()))) };
  }
  const opening = open();
  opening.catch((thrown: unknown) => {
    if (!kit.signal.aborted) kit.fail(thrown);
  });
  return { stop: async () => (await opening.catch(() => null))?.stop() };
}

async function newTable(
  kit: ServiceKit,
  stream: Stream,
  mapping: SourceMapping,
  timeRules: TimeRules,
): Promise<DefinitionsTable> {
  return createDefinitionsTable({
    onTaken: (taken) => timeRules.take(taken),
    codec: await stream.codecOf<DefinitionRecord>(DEFINITIONS),
    schemas: new Map([...mapping.modules].map(([name, module]) => [name, readableSchema(module)])),
    scoresOf: (module) => Object.values(mapping.modules.get(module)?.scores ?? {}),
    log: kit.log,
  });
}

async function connectPorts(
  kit: ServiceKit,
  { bus, registry, deadLetters, codecOf }: Stream,
  mapping: SourceMapping,
  definitions: DefinitionsTable,
  timeRules: TimeRules,
) {
  const { telemetry } = kit;
  return {
    bus,
    mapping,
    definitions,
    deadLetters,
    telemetry,
    decoder: createDecoder({
      schemaById: (id) => registry.schemaById(id),
      typesOf: (topic) => mapping.byTopic.get(topic)?.schema.fields,
    }),
    timeRules,
    columns: columnsReadBy(() => [definitions.ruleIndex(), timeRules]),
    verdicts: createVerdicts(telemetry.metrics, newTally()),
    codec: await codecOf<RunCommand>(RUN_COMMANDS),
    signalCodec: await codecOf<RunSignal>(RUN_SIGNALS),
    timerCodec: await codecOf<TimerCommand>(TIMER_COMMANDS),
    activityCodec: await codecOf<Activity>(ACTIVITIES),
    now: Date.now,
    crashPoint: (name: string) => kit.crashPoint(name),
  };
}

function connectRelated(mongo: LazyMongo, { bus }: Stream, { modules }: SourceMapping): RelatedReader {
  return relatedRecords(mongo, {
    topicOf: (module) => modules.get(module)?.topic ?? null,
    endsOf: (topic) => bus.ends(topic),
  });
}

/** MongoDB has to answer only where a source leaves something out. */
const mongoCheck = (mongo: LazyMongo, images: KeptImages): ReadinessCheck => ({
  name: 'mongo',
  check: async () => (images.needStore() ? (await mongo.connected()).readiness.check() : { ready: true }),
});

const settings = config();
await runService({ name: 'matcher', ...processOptions(settings), start: (kit) => start(kit, settings) });
