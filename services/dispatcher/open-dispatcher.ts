/** Connects the dispatcher's ports, consumes its channels, and drains them. */
import { codec, connectRegistry } from '@upshot/avro';
import { connectBus, type Bus, type Consumer } from '@upshot/bus';
import { createDeadLetters } from '@upshot/dead-letters';
import type { Channel } from '@upshot/definitions';
import { createEgress } from '@upshot/egress';
import { readMappingFile, type SourceMapping } from '@upshot/mapping';
import { eraseUntil } from '@upshot/history';
import { connectMongo, ensureIndexes } from '@upshot/mongo';
import {
  effectsTopic,
  RUN_COMMANDS,
  schemaOfTopic,
  subjectOf,
  type Effect,
  type RunCommand,
} from '@upshot/schemas';
import type { ReadinessCheck, RunningService, ServiceKit } from '@upshot/service';
import { messageFirst } from '@upshot/telemetry';
import { RETRY_DEFAULTS } from './back-off.ts';
import { createActions } from './channels/actions.ts';
import type { Config } from './config.ts';
import { entityOf } from './entity.ts';
import { connectCrm } from './ports/postgres/connect-crm.ts';
import { createCursors } from './ports/cursor.ts';
import { eraseEffects } from './ports/erase-effects.ts';
import { eraseNotifications } from './ports/erase-notifications.ts';
import { createInbox, inboxCollections } from './ports/inbox.ts';
import { createLedger, ledgerCollections } from './ports/ledger.ts';
import { createLimits } from './ports/limits.ts';
import { createMailer } from './ports/mail.ts';
import { connectRedis } from './ports/redis.ts';
import { createRenderer } from './rendering.ts';
import { dispatchEffect, type DispatcherPorts } from './topology.ts';

const CLIENT = 'upshot.dispatcher';
/** Effects of a tenant that waits for its share stay in hand, so that those of others behind them are reached (law 7). */
const MAX_IN_FLIGHT = 2000;
/** Of the CRM's own, which others use too. */
const CRM_CONNECTIONS = 16;
const WAITING = 'waiting for its share of the groups';

type ChannelPorts = Omit<DispatcherPorts, 'codec'>;

interface Engines {
  readonly bus: Bus;
  readonly mapping: SourceMapping;
  readonly mongo: Awaited<ReturnType<typeof connectMongo>>;
  readonly redis: ReturnType<typeof connectRedis>;
  readonly crm: ReturnType<typeof connectCrm>;
  readonly egress: ReturnType<typeof createEgress>;
  readonly registry: ReturnType<typeof connectRegistry>;
}

/** Runs until stopped; every engine that is away is waited for. */
export async function openDispatcher(kit: ServiceKit, settings: Config): Promise<RunningService> {
  const engines = await connectEngines(kit, settings);
  const ports = await connectPorts(kit, settings, engines);
  const consumers = await Promise.all(
    settings.UPSHOT_CHANNELS.map((channel) => consumeChannel(channel, kit, settings, engines, ports)),
  );
  const stopping = new AbortController();
  const { db } = engines.mongo;
  const erasing = eraseUntil(stopping.signal, {
    db,
    parts: { ledger: (due) => eraseEffects(db, due), inbox: (due) => eraseNotifications(db, due) },
    log: kit.log,
  });
  return {
    checks: checksOf(consumers, engines),
    async stop() {
      stopping.abort();
      await erasing;
      await Promise.all(consumers.map(({ stop }) => stop()));
      await engines.bus.close();
      await Promise.all([
        engines.crm.close(),
        engines.redis.close(),
        engines.egress.close(),
        engines.mongo.close(),
      ]);
    },
  };
}

async function connectEngines(kit: ServiceKit, settings: Config): Promise<Engines> {
  const bus = await kit.waitFor('kafka', () =>
    connectBus({
      brokers: settings.UPSHOT_KAFKA_BROKERS,
      clientId: CLIENT,
      consumerClient: kit.busConsumer,
      log: messageFirst(kit.log),
      onStall: (details) => kit.fail(details),
    }),
  );
  const mongo = await kit.waitFor('mongo', () =>
    connectMongo({ url: settings.UPSHOT_MONGO_URL, appName: CLIENT }),
  );
  await kit.waitFor('mongo', () => ensureIndexes(mongo.db, [...ledgerCollections, ...inboxCollections]));
  const mapping = await readMappingFile(settings.UPSHOT_MAPPING_FILE);
  const crm = connectCrm({
    url: settings.UPSHOT_CRM_URL,
    mapping,
    connections: Math.min(settings.UPSHOT_CHANNEL_CONCURRENCY, CRM_CONNECTIONS),
  });
  await kit.waitFor('crm', () => crm.ping());
  const redis = connectRedis(settings.UPSHOT_REDIS_URL);
  const egress = createEgress({ allow: settings.UPSHOT_EGRESS_ALLOW });
  return {
    bus,
    mongo,
    mapping,
    crm,
    redis,
    egress,
    registry: connectRegistry({ url: settings.UPSHOT_REGISTRY_URL }),
  };
}

async function connectPorts(kit: ServiceKit, settings: Config, engines: Engines): Promise<ChannelPorts> {
  const { bus, registry, mapping, redis, crm, egress } = engines;
  const { telemetry } = kit;
  const { db } = engines.mongo;
  const now = Date.now;
  const leaseMs = settings.UPSHOT_EFFECT_LEASE_MS;
  const ledger = createLedger(db, leaseMs);
  const limit = { perSecond: settings.UPSHOT_LIMIT_PER_SECOND, burst: settings.UPSHOT_LIMIT_BURST };
  const mailer = createMailer({ url: settings.UPSHOT_SMTP_URL, from: settings.UPSHOT_MAIL_FROM });
  const sources = {
    crm,
    egress,
    mailer,
    mapping,
    now,
    inbox: createInbox(db, now),
    entityOf: entityOf(mapping),
  };
  const commands = await kit.waitFor('registry', () =>
    codec<RunCommand>(registry, { subject: subjectOf(RUN_COMMANDS), schema: schemaOfTopic(RUN_COMMANDS) }),
  );
  const deadLetters = await kit.waitFor('registry', () =>
    createDeadLetters({ bus, registry, service: 'dispatcher', metrics: telemetry.metrics }),
  );
  return {
    bus,
    commands,
    deadLetters,
    telemetry,
    log: kit.log,
    ledger,
    leaseMs,
    now,
    random: Math.random,
    actions: createActions({ ...sources, cursors: createCursors(redis, ledger) }),
    rendererOf: (effect) => createRenderer(effect, mapping.modules.get(effect.module)?.roles.customFields),
    limits: createLimits({ redis, ledger, settings: limit, now }),
    retries: { ...RETRY_DEFAULTS, attempts: settings.UPSHOT_EFFECT_ATTEMPTS },
    crashPoint: (name) => kit.crashPoint(name),
  };
}

async function consumeChannel(
  channel: Channel,
  kit: ServiceKit,
  settings: Config,
  { bus, registry }: Engines,
  ports: ChannelPorts,
): Promise<Consumer> {
  const topic = effectsTopic(channel);
  const effects = await kit.waitFor('registry', () =>
    codec<Effect>(registry, { subject: subjectOf(topic), schema: schemaOfTopic(topic) }),
  );
  const group = `${CLIENT}.${channel}`;
  const consumer = await bus.consumeRecords({
    group,
    topics: [topic],
    concurrency: settings.UPSHOT_CHANNEL_CONCURRENCY,
    maxInFlight: MAX_IN_FLIGHT,
    onRecord: (record, { signal }) => dispatchEffect(record, signal, { ...ports, codec: effects }),
  });
  const endLag = kit.telemetry.metrics.observeLag(group, () => {
    const { lagRecords: records, lagSeconds: seconds } = consumer.health();
    return { records, seconds };
  });
  return {
    health: () => consumer.health(),
    stop: () => {
      endLag();
      return consumer.stop();
    },
  };
}

function checksOf(consumers: readonly Consumer[], { mongo, crm }: Engines): readonly ReadinessCheck[] {
  const isAssigned = (): boolean => consumers.every((consumer) => consumer.health().assigned);
  return [
    { name: 'groups', check: () => (isAssigned() ? { ready: true } : { ready: false, reason: WAITING }) },
    mongo.readiness,
    { name: 'crm', check: () => crm.ping().then(() => ({ ready: true })) },
  ];
}
