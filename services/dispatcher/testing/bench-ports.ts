/** The dispatcher's ports on real engines, each in a database, a tenant and a server of the test's own. */
import { randomUUID } from 'node:crypto';
import { codec, connectRegistry } from '@upshot/avro';
import { connectBus } from '@upshot/bus';
import { createDeadLetters } from '@upshot/dead-letters';
import { DEMO_MAPPING_FILE } from '@upshot/demo-crm';
import { createEgress } from '@upshot/egress';
import { readMappingFile } from '@upshot/mapping';
import { connectMongo, ensureIndexes } from '@upshot/mongo';
import {
  effectsTopic,
  RUN_COMMANDS,
  schemaOfTopic,
  subjectOf,
  type Effect,
  type RunCommand,
} from '@upshot/schemas';
import { deploySchemas } from '@upshot/schemas/deploy';
import { createLogger, startTelemetry } from '@upshot/telemetry';
import { createActions, type ActionPorts } from '../channels/actions.ts';
import { entityOf } from '../entity.ts';
import { createCursors } from '../ports/cursor.ts';
import { createInbox, inboxCollections } from '../ports/inbox.ts';
import { createLedger, ledgerCollections } from '../ports/ledger.ts';
import { createLimits } from '../ports/limits.ts';
import { createMailer } from '../ports/mail.ts';
import { connectCrm } from '../ports/postgres/connect-crm.ts';
import { connectRedis } from '../ports/redis.ts';
import { createRenderer } from '../rendering.ts';
import type { DispatcherPorts } from '../topology.ts';
import { startTestHttp } from './http-server.ts';
import { startTestSmtp } from './smtp-server.ts';
import { createTestCrm } from './test-crm.ts';

export interface TestEngines {
  readonly kafka: string;
  readonly registry: string;
  readonly mongo: string;
  readonly redis: string;
  readonly crm: string;
}

/** Effects of every channel have one schema; the tests write them with this topic's codec. */
export const TEST_TOPIC = effectsTopic('webhook');

const LEASE_MS = 2000;
const now = Date.now;

/** The engines, the other sides, and a database of our own on each. */
export async function openEnds(engines: TestEngines) {
  await deploySchemas({ brokers: [engines.kafka], registryUrl: engines.registry });
  const bus = await connectBus({
    brokers: [engines.kafka],
    clientId: 'dispatcher-test',
    timings: { maxWaitMs: 100 },
  });
  const mongo = await connectMongo({ url: engines.mongo, appName: 'dispatcher-test' });
  const db = mongo.client.db(`dispatcher_${randomUUID().slice(0, 8)}`);
  const lost = mongo.client.db(`${db.databaseName}_lost`);
  await ensureIndexes(db, [...ledgerCollections, ...inboxCollections]);
  const [crm, smtp, http] = await Promise.all([createTestCrm(engines.crm), startTestSmtp(), startTestHttp()]);
  const registry = connectRegistry({ url: engines.registry });
  const redis = connectRedis(engines.redis);
  const close = async () => {
    await Promise.all([smtp.close(), http.close(), redis.close(), crm.close()]);
    await Promise.all([db.dropDatabase(), lost.dropDatabase()]);
    await mongo.close();
    await bus.close();
  };
  return { bus, db, lost, crm, smtp, http, registry, redis, close };
}

export type Ends = Awaited<ReturnType<typeof openEnds>>;

/** What the actions need, on those ends. */
export async function openActionPorts({ crm, db, redis, smtp }: Ends) {
  const mapping = await readMappingFile(DEMO_MAPPING_FILE);
  return {
    crm: connectCrm({ url: crm.url, mapping, connections: 8 }),
    egress: createEgress({ allow: ['127.0.0.1/32'] }),
    mailer: createMailer({ url: smtp.url, from: 'Upshot <upshot@example.com>', timeoutMs: 3000 }),
    mapping,
    now,
    cursors: createCursors(redis, createLedger(db, LEASE_MS)),
    inbox: createInbox(db, now),
    entityOf: entityOf(mapping),
  } satisfies ActionPorts;
}

/** What the stages need; pauses are short. */
export async function openPorts({ bus, db, redis, registry }: Ends, actionPorts: ActionPorts) {
  const ledger = createLedger(db, LEASE_MS);
  const effects = await codec<Effect>(registry, {
    subject: subjectOf(TEST_TOPIC),
    schema: schemaOfTopic(TEST_TOPIC),
  });
  const commands = await codec<RunCommand>(registry, {
    subject: subjectOf(RUN_COMMANDS),
    schema: schemaOfTopic(RUN_COMMANDS),
  });
  const ports: DispatcherPorts = {
    actions: createActions(actionPorts),
    bus,
    codec: effects,
    commands,
    deadLetters: await createDeadLetters({ bus, registry, service: 'dispatcher' }),
    ledger,
    leaseMs: LEASE_MS,
    limits: createLimits({ redis, ledger, settings: { perSecond: 1000, burst: 1000 }, now }),
    rendererOf: (effect) => createRenderer(effect),
    retries: { attempts: 3, pausesMs: [5], longestMs: 50 },
    telemetry: startTelemetry({ service: 'dispatcher-test' }),
    log: createLogger({ service: 'dispatcher-test', level: 'silent' }),
    now,
    random: Math.random,
    crashPoint: () => {},
  };
  return { ports, ledger, effects, commands };
}
