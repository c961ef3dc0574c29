/** Kafka Connect 4.1.0 with Debezium's Postgres connector and Apicurio's Avro converter. */
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from '../download/cache.ts';
import { copyArtefact, copyWithDependencies } from '../download/maven.ts';
import { run } from '../download/run.ts';
import { HOST } from '../home/port-names.ts';
import { answersOk } from '../ports/http.ts';
import { classArchive } from './class-archive.ts';
import type { Engine, EngineContext } from './contract.ts';
import { VERSION } from './kafka.ts';
import { classPath, javaProgram, jvmArgs, LOG_BINDING, logSettings, properties } from './java.ts';

export const DEBEZIUM = '3.3.1.Final';
export const CONVERTER = '2.6.2.Final';
const HEAP_MB = 384;

/** What Connect is made of. */
export const RUNTIME = [`org.apache.kafka:connect-runtime:${VERSION}`, LOG_BINDING] as const;

export const connect: Engine = {
  name: 'connect',
  needs: ['kafka'],
  install: async (context) => {
    await Promise.all([runtime(context), plugins(context)]);
  },
  prepare: async (context) => {
    const settings = join(context.home.data, 'connect.properties');
    await writeFile(settings, properties(connectSettings(context, await plugins(context))));
    const log = await logSettings(context, 'connect');
    const base = [...jvmArgs(HEAP_MB), log, '-cp', await classPath(await runtime(context))];
    const archive = await classArchive(context.config, `connect-${VERSION}`);
    return javaProgram(context, 'connect', [
      ...archive,
      ...base,
      'org.apache.kafka.connect.cli.ConnectDistributed',
      settings,
    ]);
  },
  container: (context) => ({
    image: 'upshot-connect',
    dockerfile: 'connect.Dockerfile',
    environment: { KAFKA_HEAP_OPTS: `-Xmx${HEAP_MB}m` },
    files: {
      '/opt/connect/connect.properties': properties(connectSettings(context, '/opt/connect-plugins')),
    },
  }),
  isReady: (context) => answersOk(`http://${HOST}:${context.port('connect')}/connectors`),
};

function connectSettings(
  context: EngineContext,
  pluginPath: string,
): Record<string, string | number | boolean> {
  return {
    'bootstrap.servers': `${HOST}:${context.port('kafka')}`,
    listeners: `HTTP://${HOST}:${context.port('connect')}`,
    'rest.advertised.host.name': HOST,
    'rest.advertised.port': context.port('connect'),
    'plugin.path': pluginPath,
    ...SHARED_SETTINGS,
  };
}

/** What does not depend on where it runs: the compose file repeats it. */
export const SHARED_SETTINGS = {
  'group.id': 'upshot-connect',
  'config.storage.topic': 'connect.configs',
  'offset.storage.topic': 'connect.offsets',
  'status.storage.topic': 'connect.status',
  'config.storage.replication.factor': 1,
  'offset.storage.replication.factor': 1,
  'status.storage.replication.factor': 1,
  'offset.storage.partitions': 5,
  'offset.flush.interval.ms': 1000,
  'scheduled.rebalance.max.delay.ms': 0,
  'key.converter': 'org.apache.kafka.connect.json.JsonConverter',
  'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
} as const;

function runtime(context: EngineContext): Promise<string> {
  const { config, say } = context;
  const entry = { cache: config.cache, key: `connect-${VERSION}`, what: `Kafka Connect ${VERSION}`, say };
  const fetch = { cache: config.cache, env: config.inherited, say };
  return cached(entry, (into) => copyWithDependencies(fetch, RUNTIME, into));
}

function plugins(context: EngineContext): Promise<string> {
  const { config, say } = context;
  const what = `Debezium ${DEBEZIUM} and the Avro converter`;
  const entry = { cache: config.cache, key: `connect-plugins-${DEBEZIUM}-${CONVERTER}`, what, say };
  return cached(entry, (into) => fetchPlugins(context, into));
}

async function fetchPlugins(context: EngineContext, into: string): Promise<void> {
  const { config, say } = context;
  const fetch = { cache: config.cache, env: config.inherited, say };
  const connector = `io.debezium:debezium-connector-postgres:${DEBEZIUM}:tar.gz:plugin`;
  const archive = await copyArtefact(fetch, connector, into);
  await run({ command: 'tar', args: ['-xzf', archive, '-C', into] });
  await rm(archive);
  const converter = join(into, 'avro-converter');
  const artefacts = ['utils-converter', 'serdes-avro-serde'].map(
    (each) => `io.apicurio:apicurio-registry-${each}:${CONVERTER}`,
  );
  await copyWithDependencies(fetch, artefacts, converter);
  await dropConnectsOwn(converter);
}

/** Connect's own classes must come from Connect itself, or two of each would be loaded. */
async function dropConnectsOwn(folder: string): Promise<void> {
  const names = await readdir(folder);
  const doubles = names.filter((name) => /^(connect-|kafka-clients-|slf4j-)/.test(name));
  await Promise.all(doubles.map((name) => rm(join(folder, name))));
}
