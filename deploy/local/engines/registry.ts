/** Apicurio Registry 3.0.9, Confluent-compatible, storing in Kafka. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from '../download/cache.ts';
import { copyArtefact } from '../download/maven.ts';
import { run } from '../download/run.ts';
import { HOST } from '../home/port-names.ts';
import { answersOk } from '../ports/http.ts';
import { classArchive } from './class-archive.ts';
import type { Engine, EngineContext } from './contract.ts';
import { javaProgram, jvmArgs } from './java.ts';

export const VERSION = '3.0.9';
const APP = `io.apicurio:apicurio-registry-app:${VERSION}:tar.gz:all`;
const HEAP_MB = 256;

export const registry: Engine = {
  name: 'registry',
  needs: ['kafka'],
  install: async (context) => {
    await folderOf(context);
  },
  prepare: async (context) => {
    const jar = join(await folderOf(context), `apicurio-registry-app-${VERSION}-runner.jar`);
    const archive = await classArchive(context.config, `registry-${VERSION}`);
    return javaProgram(context, 'registry', [
      ...archive,
      ...jvmArgs(HEAP_MB),
      ...settings(context),
      '-jar',
      jar,
    ]);
  },
  container: (context) => ({
    image: `apicurio/apicurio-registry:${VERSION}`,
    environment: { JAVA_OPTS_APPEND: settings(context).join(' ') },
  }),
  isReady: (context) => answersOk(`http://${HOST}:${context.port('registry')}/apis/ccompat/v7/subjects`),
};

function settings(context: EngineContext): string[] {
  return [
    '-Dapicurio.storage.kind=kafkasql',
    `-Dapicurio.kafkasql.bootstrap.servers=${HOST}:${context.port('kafka')}`,
    `-Dquarkus.http.host=${HOST}`,
    `-Dquarkus.http.port=${context.port('registry')}`,
    '-Dquarkus.log.level=WARN',
    '-Dquarkus.banner.enabled=false',
  ];
}

function folderOf(context: EngineContext): Promise<string> {
  const { config, say } = context;
  const entry = {
    cache: config.cache,
    key: `registry-${VERSION}`,
    what: `Apicurio Registry ${VERSION}`,
    say,
  };
  const fetch = { cache: config.cache, env: config.inherited, say };
  return cached(entry, async (into) => {
    const archive = await copyArtefact(fetch, APP, into);
    await run({ command: 'tar', args: ['-xzf', archive, '-C', into] });
    await rm(archive);
  });
}
