/** Finds engines for a test run: the environment's, else containers where Docker answers, else child processes. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalConfig } from '../config.ts';
import { startEngines, stopOrder } from '../engines/start.ts';
import type { EngineUrls } from '../engines/urls.ts';
import { openHome } from '../open-home.ts';

export interface BorrowedEngines {
  readonly urls: EngineUrls;
  /** Stops what was started for this run; leaves alone what ran before. */
  readonly giveBack: () => Promise<void>;
}

/** Engines that answer, from the first place that has them. */
export async function borrowEngines(config: LocalConfig): Promise<BorrowedEngines> {
  if (config.engineUrls !== undefined) return { urls: config.engineUrls, giveBack: async () => {} };
  return asProcesses(config);
}

/** Child processes in a home of their own, which is thrown away afterwards. */
async function asProcesses(config: LocalConfig): Promise<BorrowedEngines> {
  const home = await mkdtemp(join(tmpdir(), 'upshot-test-'));
  const own = { ...config, home };
  const opened = await openHome(own, [], (line) => process.stderr.write(line));
  const giveBack = async (): Promise<void> => {
    await opened.close(stopOrder());
    await rm(home, { recursive: true, force: true });
  };
  try {
    return { urls: await startEngines({ config: own, ...opened }), giveBack };
  } catch (error) {
    await giveBack();
    throw error;
  }
}
