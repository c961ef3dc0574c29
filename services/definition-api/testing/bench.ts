/** A definition API on real engines, with a database and a topic of its own. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectBus, type Bus } from '@upshot/bus';
import { createApiKey, READ_SCOPES, SCOPES, type Scope } from '@upshot/keys';
import { connectMongo } from '@upshot/mongo';
import { deploySchemas } from '@upshot/schemas/deploy';
import { createHealth, waitFor, type ServiceKit } from '@upshot/service';
import { createLogger, startTelemetry } from '@upshot/telemetry';
import type { Db } from 'mongodb';
import type { SourceMapping } from '@upshot/mapping';
import { testModules } from '@upshot/dialects/testing';
import type { Config } from '../config.ts';
import { openApi, type ApiOptions, type RunningApi } from '../open-api.ts';
import { createClient, type Client } from './client.ts';
import { decodeAll, openCodecs, readAll } from './topics.ts';

export interface Engines {
  readonly kafka: string;
  readonly registry: string;
  readonly mongo: string;
}

/** What a test may choose. */
export interface BenchOptions extends ApiOptions {
  /** Brokers that are not there, for instance. */
  readonly kafka?: string;
  /** Of the first API's options: what all of them read. */
  readonly modules?: SourceMapping;
  readonly otlpEndpoint?: string;
  readonly crashPoint?: (name: string) => void;
}

export type Bench = Awaited<ReturnType<typeof openBench>>;

/** What is read is small, and a reader that stops waits for the fetch in hand. */
const BUS_TIMINGS = { maxWaitMs: 100 };

/** Connects everything and starts one API; `startAnother` starts more over the same database and topic. */
export async function openBench(engines: Engines, firstOptions: BenchOptions = {}) {
  const { kafka, registry: registryUrl } = engines;
  await deploySchemas({ brokers: [kafka], registryUrl });
  const name = `api_${randomUUID().slice(0, 8)}`;
  const modules = firstOptions.modules ?? testModules({ topicPrefix: name });
  const mongoUrl = withDatabase(engines.mongo, name);
  const mongo = await connectMongo({ url: mongoUrl, appName: 'definition-api-test' });
  const bus = await connectBus({ brokers: [kafka], clientId: 'definition-api-test', timings: BUS_TIMINGS });
  const topics = await makeTopics(bus, `test.${name}`);
  const codecs = await openCodecs(registryUrl);
  const running = new Set<RunningApi>();

  async function startAnother(options: BenchOptions = {}) {
    const settings = settingsOf({ ...engines, kafka: options.kafka ?? kafka, mongo: mongoUrl });
    const kit = kitOf(options);
    const api = await openApi(kit, settings, modules, { ...topics, busTimings: BUS_TIMINGS, ...options });
    kit.health.use(api.checks);
    running.add(api);
    if (options.kafka === undefined) await untilReady(kit);
    const url = `http://127.0.0.1:${api.port}`;
    const stop = async () => {
      if (running.delete(api)) await api.stop();
    };
    return { api, url, stop, client: (key: string): Client => createClient(url, key) };
  }
  const keyOf = keysIn(mongo.db);
  const first = await startAnother(firstOptions);
  const keys = {
    writer: await keyOf('t-one', SCOPES),
    reader: await keyOf('t-one', READ_SCOPES),
    other: await keyOf('t-two', SCOPES),
  };
  return {
    keys,
    ...topics,
    bus,
    records: codecs.records,
    startAnother,
    keyOf,
    db: mongo.db,
    api: first.api,
    url: first.url,
    client: first.client,
    definitions: mongo.db.collection('definitions'),
    writer: first.client(keys.writer),
    reader: first.client(keys.reader),
    other: first.client(keys.other),
    published: () => readAll(bus, topics.topic),
    /** The activities that are on their topic now, with their keys. */
    activities: async () => decodeAll(await readAll(bus, topics.activitiesTopic), codecs.activities),
    codecs,
    /** What runs are told, as it stands on its topic now. */
    commands: async () => decodeAll(await readAll(bus, topics.commandsTopic), codecs.commands),
    /** Stops all but the first, also those that a failed test has left. */
    stopOthers: () => stopAll(running, first.api),
    async close() {
      await stopAll(running);
      await bus.close();
      await mongo.db.dropDatabase();
      await mongo.close();
    },
  };
}

const keysIn = (db: Db) => (tenantId: string, scopes: readonly Scope[]) =>
  createApiKey(db, { tenantId, name: 'test', scopes });

async function stopAll(running: Set<RunningApi>, but?: RunningApi): Promise<void> {
  for (const api of running) if (api !== but && running.delete(api)) await api.stop();
}

/** Topics that nobody else writes. */
async function makeTopics(bus: Pick<Bus, 'ensureTopics'>, topic: string) {
  const own = {
    activitiesTopic: `${topic}.activities`,
    commandsTopic: `${topic}.commands`,
    startsTopic: `${topic}.starts`,
  };
  const plain = Object.values(own).map((name) => ({ name, partitions: 2, config: {} }));
  await bus.ensureTopics([...plain, { name: topic, partitions: 2, config: { 'cleanup.policy': 'compact' } }]);
  return { topic, ...own };
}

/** Kafka may answer later than the API does. */
async function untilReady({ health }: ServiceKit): Promise<void> {
  while ((await health.answer('/readyz'))?.status !== 200) await sleep(20);
}

function settingsOf({ kafka, registry, mongo }: Engines): Config {
  return {
    UPSHOT_HTTP_PORT: 0,
    UPSHOT_HTTP_HOST: '127.0.0.1',
    UPSHOT_MONGO_URL: mongo,
    UPSHOT_KAFKA_BROKERS: [kafka],
    UPSHOT_REGISTRY_URL: registry,
    UPSHOT_MAPPING_FILE: 'not read',
    UPSHOT_HEALTH_HOST: '127.0.0.1',
    UPSHOT_LOG_LEVEL: 'silent',
  };
}

function kitOf({ otlpEndpoint, crashPoint = () => undefined }: BenchOptions) {
  const log = createLogger({ service: 'definition-api', level: 'silent' });
  const stopping = new AbortController();
  return {
    name: 'definition-api',
    log,
    telemetry: startTelemetry({
      service: 'definition-api',
      otlpEndpoint,
      traceDelayMs: 50,
      metricIntervalMs: 200,
    }),
    signal: stopping.signal,
    waitFor: (name, probe) => waitFor(name, probe, log, { signal: stopping.signal }),
    crashPoint,
    fail: () => undefined,
    health: createHealth('definition-api'),
  } satisfies ServiceKit;
}

function withDatabase(mongoUrl: string, name: string): string {
  const url = new URL(mongoUrl);
  url.pathname = `/${name}`;
  return url.href;
}
