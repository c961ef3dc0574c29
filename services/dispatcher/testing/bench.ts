/** A dispatcher on real engines, without its consumers: tests hand it effects and look at what they led to. */
import { randomUUID } from 'node:crypto';
import { codec, connectRegistry } from '@upshot/avro';
import { connectBus, type BusRecord } from '@upshot/bus';
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
  type ReportEffect,
  type RunCommand,
} from '@upshot/schemas';
import { deploySchemas } from '@upshot/schemas/deploy';
import { startTelemetry } from '@upshot/telemetry';
import { vi } from 'vitest';
import { createActions } from '../channels/actions.ts';
import { entityOf } from '../entity.ts';
import { createCursors } from '../ports/cursor.ts';
import { createInbox, inboxCollections } from '../ports/inbox.ts';
import { createLedger, ledgerCollections } from '../ports/ledger.ts';
import { createLimits } from '../ports/limits.ts';
import { createMailer } from '../ports/mail.ts';
import { connectCrm } from '../ports/postgres/connect-crm.ts';
import { connectRedis } from '../ports/redis.ts';
import { createRenderer } from '../rendering.ts';
import { dispatchEffect, type DispatcherPorts } from '../topology.ts';
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

const LEASE_MS = 2000;

/** Connects everything; `tenantId` and the databases are this bench's own. */
export async function openBench(engines: TestEngines) {
  const tenantId = `t-${randomUUID().slice(0, 8)}`;
  await deploySchemas({ brokers: [engines.kafka], registryUrl: engines.registry });
  const bus = await connectBus({ brokers: [engines.kafka], clientId: 'dispatcher-test' });
  const registry = connectRegistry({ url: engines.registry });
  const mongo = await connectMongo({ url: engines.mongo, appName: 'dispatcher-test' });
  const db = mongo.client.db(`dispatcher_${randomUUID().slice(0, 8)}`);
  await ensureIndexes(db, [...ledgerCollections, ...inboxCollections]);
  const [crmEnd, smtp, http] = await Promise.all([
    createTestCrm(engines.crm),
    startTestSmtp(),
    startTestHttp(),
  ]);
  const mapping = await readMappingFile(DEMO_MAPPING_FILE);
  const redis = connectRedis(engines.redis);
  const ledger = createLedger(db, LEASE_MS);
  const crm = connectCrm({ url: crmEnd.url, mapping, connections: 8 });
  const egress = createEgress({ allow: ['127.0.0.1/32'] });
  const mailer = createMailer({ url: smtp.url, from: 'Upshot <upshot@example.com>', timeoutMs: 3000 });
  const topic = effectsTopic('webhook');
  const effects = await codec<Effect>(registry, { subject: subjectOf(topic), schema: schemaOfTopic(topic) });
  const commands = await codec<RunCommand>(registry, {
    subject: subjectOf(RUN_COMMANDS),
    schema: schemaOfTopic(RUN_COMMANDS),
  });
  const now = Date.now;
  const actionPorts = {
    crm,
    egress,
    mailer,
    mapping,
    now,
    cursors: createCursors(redis, ledger),
    inbox: createInbox(db, now),
    entityOf: entityOf(mapping),
  };
  const ports: DispatcherPorts = {
    actions: createActions(actionPorts),
    bus,
    codec: effects,
    commands,
    deadLetters: await createDeadLetters({ bus, registry, service: 'dispatcher' }),
    ledger,
    leaseMs: LEASE_MS,
    limits: createLimits({ redis, ledger, settings: { perSecond: 1000, burst: 1000 }, now }),
    rendererOf: ({ record }) => createRenderer(record),
    retries: { attempts: 3, pausesMs: [5], longestMs: 50 },
    telemetry: startTelemetry({ service: 'dispatcher-test' }),
    now,
    random: Math.random,
    crashPoint: () => {},
  };

  const reports: {
    readonly command: RunCommand;
    readonly report: ReportEffect;
    readonly record: BusRecord;
  }[] = [];
  const follower = await bus.follow({
    topics: [RUN_COMMANDS],
    async onRecord(record) {
      const command = await commands.decode(record.value ?? Buffer.alloc(0));
      if (command.tenantId === tenantId && command.reportEffect !== null) {
        reports.push({ command, report: command.reportEffect, record });
      }
    },
  });
  await follower.ready;

  /** An effect of this bench's tenant, by default a webhook to the bench's own server. */
  const effectOf = (part: Partial<Effect> = {}): Effect => ({
    tenantId,
    effectId: randomUUID(),
    runId: randomUUID(),
    stepId: randomUUID(),
    nodeId: 'n1',
    definitionId: 'd1',
    definitionVersion: 3,
    channel: 'webhook',
    action: 'webhook',
    config: JSON.stringify({ url: `${http.url}/hook` }),
    module: 'leads',
    triggerName: 'lead_created',
    recordId: randomUUID(),
    record: JSON.stringify({ first_name: 'Ann', stage: 'new' }),
    previous: null,
    rootRunId: 'root-1',
    depth: 0,
    requestedAtMs: Date.UTC(2026, 0, 15, 12),
    ...part,
  });
  const recordOf = (value: Buffer | null, headers: BusRecord['headers'] = {}): BusRecord => ({
    topic,
    partition: 0,
    offset: 7n,
    timestampMs: 1,
    key: Buffer.from(`${tenantId}/r`),
    value,
    headers,
  });
  const dispatch = (
    effect: Effect,
    changed: Partial<DispatcherPorts> = {},
    signal = new AbortController().signal,
  ) => dispatchEffect(recordOf(effects.encode(effect)), signal, { ...ports, ...changed });
  /** The reports of an effect, once there are at least so many. */
  const reportsOf = ({ effectId }: Pick<Effect, 'effectId'>, least = 1) =>
    vi.waitFor(
      () => {
        const found = reports.filter(({ report }) => report.effectId === effectId);
        if (found.length < least) throw new RangeError(`${found.length} of ${least} reports`);
        return found;
      },
      { timeout: 10_000, interval: 20 },
    );
  /** Carries an effect out; what its (latest) report says, output and patch read. */
  const resultOf = async (effect: Effect, changed: Partial<DispatcherPorts> = {}) => {
    const before = reports.filter(({ report }) => report.effectId === effect.effectId).length;
    await dispatch(effect, changed);
    const found = await reportsOf(effect, before + 1);
    const report = found.at(-1)?.report;
    return {
      ...report,
      output: JSON.parse(report?.output ?? 'null') as unknown,
      recordPatch: JSON.parse(report?.recordPatch ?? 'null') as unknown,
    };
  };
  /** As if Redis had been flushed, for this bench's tenant: other tests share the server. */
  const loseRedis = async () => {
    const lost = `for _, key in ipairs(redis.call('KEYS', ARGV[1])) do redis.call('DEL', key) end return 0`;
    await redis.run(lost, [], [`{t:${tenantId}}*`]);
  };
  const close = async () => {
    await follower.stop();
    await Promise.all([smtp.close(), http.close(), crm.close(), redis.close(), egress.close()]);
    await crmEnd.close();
    await db.dropDatabase();
    await mongo.close();
    await bus.close();
  };
  return {
    tenantId,
    ports,
    actionPorts,
    db,
    bus,
    effects,
    redis,
    ledger,
    mapping,
    smtp,
    http,
    crm: crmEnd,
    effectOf,
    recordOf,
    dispatch,
    reportsOf,
    resultOf,
    loseRedis,
    close,
  };
}

export type Bench = Awaited<ReturnType<typeof openBench>>;
