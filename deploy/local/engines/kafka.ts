/** Apache Kafka 4.1.0: one KRaft node that is broker and controller. */
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached, exists } from '../download/cache.ts';
import { copyWithDependencies } from '../download/maven.ts';
import { run } from '../download/run.ts';
import { HOST } from '../home/port-names.ts';
import { brokerAnswers } from '../ports/kafka.ts';
import type { Engine, EngineContext } from './contract.ts';
import { classArchive } from './class-archive.ts';
import { classPath, javaProgram, jvmArgs, LOG_BINDING, logSettings, properties } from './java.ts';

export const VERSION = '4.1.0';
const HEAP_MB = 512;

export const kafka: Engine = {
  name: 'kafka',
  needs: [],
  install: async (context) => {
    await jars(context);
  },
  prepare: async (context) => {
    const settings = join(context.home.data, 'kafka.properties');
    await writeFile(settings, properties(kafkaSettings(context)));
    const base = [...jvmArgs(HEAP_MB), await logSettings(context, 'kafka'), '-cp', await jars(context)];
    await formatOnce(context, base, settings);
    const archive = await classArchive(context.config, `kafka-${VERSION}`);
    return javaProgram(context, 'kafka', [...archive, ...base, 'kafka.Kafka', settings]);
  },
  container: (context) => ({
    image: `apache/kafka:${VERSION}`,
    environment: {
      CLUSTER_ID: clusterId(),
      ...variables({ ...kafkaSettings(context), 'log.dirs': '/var/lib/kafka/data' }),
    },
  }),
  isReady: (context) => brokerAnswers(HOST, context.port('kafka')),
};

async function jars(context: EngineContext): Promise<string> {
  const { config, say } = context;
  const entry = { cache: config.cache, key: `kafka-${VERSION}`, what: `Apache Kafka ${VERSION}`, say };
  const fetch = { cache: config.cache, env: config.inherited, say };
  return classPath(
    await cached(entry, (into) =>
      copyWithDependencies(fetch, [`org.apache.kafka:kafka_2.13:${VERSION}`, LOG_BINDING], into),
    ),
  );
}

/** A log folder is formatted once, with an id of its own. */
async function formatOnce(context: EngineContext, base: readonly string[], settings: string): Promise<void> {
  const folder = logFolder(context);
  if (await exists(join(folder, 'meta.properties'))) return;
  await mkdir(folder, { recursive: true });
  const args = [...base, 'kafka.tools.StorageTool', 'format', '-t', clusterId(), '-c', settings];
  await run({ command: context.config.java, args, env: context.config.inherited });
}

const logFolder = (context: EngineContext): string => join(context.home.data, 'kafka');

/** 16 random bytes as Kafka writes them; a leading dash would read as an option. */
function clusterId(): string {
  const id = randomBytes(16).toString('base64url');
  return id.startsWith('-') ? clusterId() : id;
}

/** One node, one replica of everything; loopback only. The voter is given by address, so that its port may change. */
function kafkaSettings(context: EngineContext): Record<string, string | number | boolean> {
  const controller = `${HOST}:${context.port('kafka-controller')}`;
  return {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@${controller}`,
    listeners: `PLAINTEXT://${HOST}:${context.port('kafka')},CONTROLLER://${controller}`,
    'advertised.listeners': `PLAINTEXT://${HOST}:${context.port('kafka')}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': logFolder(context),
    ...SHARED_SETTINGS,
  };
}

/** Settings as the image wants them. */
function variables(settings: Readonly<Record<string, string | number | boolean>>): Record<string, string> {
  const entries = Object.entries(settings);
  return Object.fromEntries(
    entries.map(([name, value]) => [`KAFKA_${name.replaceAll('.', '_').toUpperCase()}`, String(value)]),
  );
}

/** What does not depend on where it runs: the compose file repeats it. */
export const SHARED_SETTINGS = {
  'offsets.topic.replication.factor': 1,
  'offsets.topic.num.partitions': 10,
  'transaction.state.log.replication.factor': 1,
  'transaction.state.log.min.isr': 1,
  'transaction.state.log.num.partitions': 5,
  'share.coordinator.state.topic.replication.factor': 1,
  'share.coordinator.state.topic.min.isr': 1,
  'group.initial.rebalance.delay.ms': 0,
  'group.min.session.timeout.ms': 1000,
  'log.segment.bytes': 67_108_864,
  'log.cleaner.dedupe.buffer.size': 16_777_216,
} as const;
