/** Puts the definition API together: server, MongoDB, the publisher behind it, and Kafka as soon as it answers. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { codec, connectRegistry } from '@upshot/avro';
import { connectBus, type Bus, type BusTimings } from '@upshot/bus';
import { createHistoryReader, historyIndexes } from '@upshot/history';
import type { SourceMapping } from '@upshot/mapping';
import { connectMongo, ensureIndexes, type MongoConnection } from '@upshot/mongo';
import {
  ACTIVITIES,
  DEFINITIONS,
  RUN_COMMANDS,
  schemaOfTopic,
  START_REQUESTS,
  subjectOf,
  type Activity,
  type DefinitionRecord,
  type RunCommand,
  type StartRequest,
} from '@upshot/schemas';
import type { ReadinessCheck, RunningService, ServiceKit } from '@upshot/service';
import { TASKS } from '@upshot/tasks';
import { messageFirst } from '@upshot/telemetry';
import { CALENDARS_COLLECTION, createCalendarStore } from '@upshot/tenant-calendars';
import { createApp } from './app.ts';
import type { Config } from './config.ts';
import { createHumanTasks, type HumanTasks } from './human-tasks.ts';
import { createOperating, operatingCollections, type Operating, type OperatingOptions } from './operating.ts';
import { createCommandTopic, type CommandTopic } from './ports/command-topic.ts';
import { DEFINITIONS_COLLECTION } from './ports/definition-document.ts';
import { createDefinitionStore } from './ports/definition-store.ts';
import { createDefinitionTopic, type DefinitionTopic } from './ports/definition-topic.ts';
import { createActivityTopic, type ActivityTopic } from './ports/activity-topic.ts';
import { createKnownDefinitions } from './ports/known-definitions.ts';
import { createKnownActivities, KNOWN_ACTIVITIES } from './ports/known-activities.ts';
import { listenHttp } from './ports/http-server.ts';
import { createKeys, keyCollections } from './ports/keys.ts';
import { createOutbox } from './ports/outbox.ts';
import { createSentMapping } from './ports/sent-mapping.ts';
import { createSandboxes, SANDBOXES } from './ports/sandboxes.ts';
import { createPast } from './past.ts';
import { createActivityIntake, type ActivityIntake } from './stages/take-activities.ts';
import { createPublisher, type Publisher } from './stages/publish-definitions.ts';
import { reconcileUntil, type ReconcileOptions } from './stages/reconcile-topic.ts';
import type { ServePorts } from './stages/serve-route.ts';
import { sweepUntil, type SweepOptions } from './stages/sweep-unpublished.ts';

/** What tests choose for themselves. */
export interface ApiOptions
  extends Pick<SweepOptions, 'sweepMs'>, Pick<ReconcileOptions, 'reconcileMs'>, OperatingOptions {
  readonly topic?: string;
  readonly activitiesTopic?: string;
  readonly commandsTopic?: string;
  readonly startsTopic?: string;
  readonly busTimings?: BusTimings;
  /** For how long what the registry says of the change stream stands. */
  readonly sentFreshMs?: number;
}

/** How long a send in hand may take once the process is asked to stop: what is not published then is so later. */
const DRAIN_MS = 5_000;

/** How long a question to the registry may take that a save waits for. */
const REGISTRY_MS = 2_000;

export interface RunningApi extends RunningService {
  readonly port: number;
}

/** Starts serving; resolves when MongoDB has answered, which Kafka need not have. */
export async function openApi(
  kit: ServiceKit,
  settings: Config,
  modules: SourceMapping,
  options: ApiOptions = {},
): Promise<RunningApi> {
  let ports: ServePorts | null = null;
  const app = createApp({ health: kit.health, log: kit.log, ports: () => ports });
  const listener = app.callback();
  const server = await listenHttp(
    (request, response) => void listener(request, response),
    settings.UPSHOT_HTTP_PORT,
    settings.UPSHOT_HTTP_HOST,
  );
  const mongo = await openMongo(kit, settings);
  const publishing = startPublishing(kit, settings, mongo, options);
  const sent = createSentMapping({
    modules,
    registry: connectRegistry({ url: settings.UPSHOT_REGISTRY_URL, timeoutMs: REGISTRY_MS }),
    log: kit.log,
    nowMs: Date.now,
    freshMs: options.sentFreshMs,
  });
  void sent.now();
  ports = servePorts(kit, mongo, { modules, sent }, publishing);
  return {
    port: server.port,
    checks: [
      mongo.readiness,
      publishingCheck(publishing.publisher),
      activitiesCheck(publishing.activities),
      publishing.humanTasks.check,
    ],
    async stop() {
      // Its answers never end by themselves, and the server waits for every answer.
      await ports?.past.live.close();
      await server.close();
      await publishing.stop();
      await mongo.close();
    },
  };
}

function openMongo(kit: ServiceKit, { UPSHOT_MONGO_URL: url }: Config): Promise<MongoConnection> {
  return kit.waitFor('mongo', async () => {
    const mongo = await connectMongo({ url, appName: 'upshot.definition-api' });
    await ensureIndexes(mongo.db, [
      DEFINITIONS_COLLECTION,
      KNOWN_ACTIVITIES,
      SANDBOXES,
      CALENDARS_COLLECTION,
      ...operatingCollections,
      ...historyIndexes,
      TASKS,
      ...keyCollections,
    ]);
    return mongo;
  });
}

function servePorts(
  { telemetry, log }: ServiceKit,
  { db }: MongoConnection,
  { modules, sent }: Pick<ServePorts, 'modules' | 'sent'>,
  { publisher, activities, operating, humanTasks }: Publishing,
): ServePorts {
  return {
    telemetry,
    publisher,
    activities,
    operating,
    ...humanTasks.ports,
    modules,
    sent,
    keys: createKeys(db),
    definitions: createDefinitionStore(db, Date.now),
    knownDefinitions: createKnownDefinitions(db),
    history: createHistoryReader(db),
    past: createPast({ log }, db),
    sandboxes: createSandboxes(db, Date.now),
    calendars: createCalendarStore(db),
    newId: randomUUID,
    now: Date.now,
  };
}

interface Publishing {
  readonly publisher: Publisher;
  readonly activities: ActivityIntake;
  readonly operating: Operating;
  readonly humanTasks: HumanTasks;
  stop(): Promise<void>;
}

/** Kafka is waited for in the background: what is written before it answers is published then. */
function startPublishing(
  kit: ServiceKit,
  settings: Config,
  mongo: MongoConnection,
  options: ApiOptions,
): Publishing {
  const { db } = mongo;
  const stopping = new AbortController();
  let kafka: Kafka | null = null;
  const outbox = createOutbox(db, Date.now);
  const { telemetry, log } = kit;
  const crashPoint = (name: string) => kit.crashPoint(name);
  const topic = () => kafka?.topic ?? null;
  const publisher = createPublisher({ outbox, topic, telemetry, log, crashPoint });
  const activities = createActivityIntake({
    known: createKnownActivities(db, Date.now),
    topic: () => kafka?.activities ?? null,
    newId: randomUUID,
    now: Date.now,
    telemetry,
    crashPoint,
  });
  const commands = () => kafka?.commands ?? null;
  const operating = createOperating(kit, mongo, publisher, commands, options);
  const humanTasks = createHumanTasks(kit, mongo, commands, options);
  const net = { outbox, publisher, log, topic: DEFINITIONS, ...options };
  const connecting = connectKafka(kit, settings, options).then(
    async (connected) => {
      kafka = connected;
      const { bus } = connected;
      if (stopping.signal.aborted) return bus.close();
      const { signal } = stopping;
      const reconciling = reconcileUntil(signal, { bus, ...net });
      const ours = [operating.runUntil(signal), humanTasks.runUntil(signal)];
      await Promise.all([sweepUntil(signal, net), reconciling, ...ours]);
    },
    (error: unknown) => log.warn({ error }, 'stopped before Kafka answered'),
  );
  return {
    publisher,
    activities,
    operating,
    humanTasks,
    async stop() {
      stopping.abort();
      if (kafka !== null) await Promise.race([connecting, sleep(DRAIN_MS, undefined, { ref: false })]);
      await kafka?.bus.close();
    },
  };
}

interface Kafka {
  readonly bus: Bus;
  readonly topic: DefinitionTopic;
  readonly activities: ActivityTopic;
  readonly commands: CommandTopic;
}

/** What is read here is compared twice a minute: the broker may hold a fetch back for long. */
const PATIENT: BusTimings = { maxWaitMs: 2_000 };

async function connectKafka(kit: ServiceKit, settings: Config, options: ApiOptions): Promise<Kafka> {
  const { topic, activitiesTopic, commandsTopic, startsTopic, busTimings: timings = PATIENT } = options;
  const { UPSHOT_KAFKA_BROKERS: brokers, UPSHOT_REGISTRY_URL: url } = settings;
  const clientId = 'upshot.definition-api';
  const bus = await kit.waitFor('kafka', () =>
    connectBus({ brokers, clientId, timings, log: messageFirst(kit.log) }),
  );
  const registry = connectRegistry({ url });
  const codecOf = <T>(name: string) =>
    kit.waitFor('registry', () =>
      codec<T>(registry, { subject: subjectOf(name), schema: schemaOfTopic(name) }),
    );
  const definitions = await codecOf<DefinitionRecord>(DEFINITIONS);
  const activities = await codecOf<Activity>(ACTIVITIES);
  const commands = await codecOf<RunCommand>(RUN_COMMANDS);
  const starts = await codecOf<StartRequest>(START_REQUESTS);
  return {
    bus,
    topic: createDefinitionTopic({ bus, codec: definitions, ...(topic !== undefined && { topic }) }),
    activities: createActivityTopic({
      bus,
      codec: activities,
      ...(activitiesTopic !== undefined && { topic: activitiesTopic }),
    }),
    commands: createCommandTopic({ bus, commands, starts, commandsTopic, startsTopic }),
  };
}

/** Events are not taken while Kafka is away. */
function activitiesCheck(activities: ActivityIntake): ReadinessCheck {
  return {
    name: 'activities',
    check() {
      const failure = activities.failure();
      return failure === null
        ? { ready: true }
        : { ready: false, reason: `events are not taken (${failure})` };
    },
  };
}

/** Writes are taken while Kafka is away; readiness says that the rest does not hear of them yet. */
function publishingCheck(publisher: Publisher): ReadinessCheck {
  return {
    name: 'publisher',
    check() {
      const failure = publisher.failure();
      return failure === null
        ? { ready: true }
        : { ready: false, reason: `definitions wait to be published (${failure})` };
    },
  };
}
