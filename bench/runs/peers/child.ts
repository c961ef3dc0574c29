/** A peer's process: installed from its package once, started, waited for, and ended. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { UpshotError } from '@upshot/errors';
import { readConfig } from '../../../deploy/local/config.ts';
import { cached } from '../../../deploy/local/download/cache.ts';
import { run } from '../../../deploy/local/download/run.ts';
import type { Peer } from './peer.ts';

type Say = (line: string) => void;

/** The folder in the cache that holds the package and what it needs. Throws where npm cannot install it. */
export function installed(name: string, version: string, say: Say): Promise<string> {
  const { cache, inherited } = readConfig();
  const what = `${name} ${version}, to measure beside`;
  return cached({ cache, key: `${name}-${version}`, what, say }, async (folder) => {
    const args = [
      'install',
      '--prefix',
      folder,
      '--no-audit',
      '--no-fund',
      '--no-save',
      `${name}@${version}`,
    ];
    await run({ command: 'npm', args, cwd: folder, env: inherited });
  });
}

export interface PeerProcess {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Where events are posted. */
  readonly url: string;
  /** Answers 2xx once it takes events. */
  readonly readyUrl: string;
}

const STARTS_WITHIN_MS = 120_000;
const ENDS_WITHIN_MS = 10_000;

/** Starts it on the Node of this process. Throws `internal` where it ends or does not get ready. */
export async function startPeer({ args, env, url, readyUrl }: PeerProcess): Promise<Peer> {
  const child = spawn(process.execPath, args, {
    env: { ...readConfig().inherited, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = `${said}${chunk.toString()}`.slice(-2_000);
  });
  const ended = once(child, 'exit');
  const close = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), ENDS_WITHIN_MS);
    await ended;
    clearTimeout(timer);
  };
  const endsAt = performance.now() + STARTS_WITHIN_MS;
  while (!(await answers(readyUrl))) {
    if (child.exitCode !== null) throw new UpshotError('internal', `it ended: ${said.trim()}`);
    if (performance.now() > endsAt) {
      await close();
      throw new UpshotError('internal', `it does not get ready: ${said.trim()}`);
    }
    await sleep(200);
  }
  return { url, close };
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );

/** A port that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
