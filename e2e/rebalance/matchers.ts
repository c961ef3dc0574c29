/** Matchers as processes of their own, which join and leave: told to stop, or killed. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { engineEnvironment, type EngineUrls } from '../../deploy/local/engines/urls.ts';

export interface Matchers {
  readonly count: number;
  /** Resolves when the new one has its share of the partitions, or has ended. */
  start(): Promise<void>;
  /** Ends the first that has had its share; resolves when it is gone, or at once where none has. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<boolean>;
  endAll(): Promise<void>;
  /** Those that ended otherwise than they were told to. */
  readonly failures: readonly string[];
}

/** Of every matcher. */
export const GROUP = 'upshot.matcher';
const MAIN = join(import.meta.dirname, '../../services/matcher/main.ts');

/** None runs yet; `env` is added to the environment of each. */
export function matchersOn(urls: EngineUrls, mappingFile: string, cache: string): Matchers {
  const running: ChildProcess[] = [];
  const joined = new Set<ChildProcess>();
  const failures: string[] = [];
  const env = {
    PATH: process.env['PATH'],
    ...engineEnvironment(urls),
    UPSHOT_MAPPING_FILE: mappingFile,
    UPSHOT_LOG_LEVEL: 'info',
    NODE_COMPILE_CACHE: cache,
  };
  const endOne = async (child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    running.splice(running.indexOf(child), 1);
    child.removeAllListeners('exit');
    const gone = once(child, 'exit');
    child.kill(signal);
    const [code] = await gone;
    // Without a code it was ended by the signal itself: it had not begun to listen for it, nor to work.
    if (signal === 'SIGTERM' && code !== 0 && code !== null)
      failures.push(`ended with ${String(code)} when told to stop`);
  };
  return {
    get count() {
      return running.length;
    },
    failures,
    async start() {
      const child = spawn(process.execPath, [MAIN], { stdio: ['ignore', 'pipe', 'inherit'], env });
      running.push(child);
      child.once('exit', (code) => {
        running.splice(running.indexOf(child), 1);
        failures.push(`ended with ${String(code)} by itself`);
      });
      await untilJoined(child.stdout);
      joined.add(child);
    },
    async end(signal) {
      const oldest = running.find((child) => joined.has(child));
      if (oldest !== undefined) await endOne(oldest, signal);
      return oldest !== undefined;
    },
    async endAll() {
      await Promise.all([...running].map((child) => endOne(child, 'SIGTERM')));
    },
  };
}

/** The matcher says so in its log. Whatever it says after that is read too, and dropped. */
async function untilJoined(output: Readable): Promise<void> {
  const lines = createInterface(output);
  await new Promise<void>((resolve) => {
    lines.once('close', resolve);
    lines.on('line', (line) => {
      if (line.includes('joined the group') && line.includes(`"group":"${GROUP}"`)) resolve();
    });
  });
}
