/** Finds engines for a test run: the environment's, else containers where Docker answers, else child processes. */
import type { LocalConfig } from '../config.ts';
import { startEngines, stopOrder } from '../engines/start.ts';
import type { EngineUrls } from '../engines/urls.ts';
import { openHome } from '../open-home.ts';
import { makeTestHome } from './test-home.ts';

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

async function asProcesses(given: LocalConfig): Promise<BorrowedEngines> {
  const { config, discard } = await makeTestHome(given, 'engines');
  const opened = await openHome(config, [], (line) => process.stderr.write(line));
  const giveBack = async (): Promise<void> => {
    await opened.close(stopOrder());
    await discard();
  };
  try {
    return { urls: await startEngines({ config, ...opened }), giveBack };
  } catch (error) {
    await giveBack();
    throw error;
  }
}
