/** Finds engines for a test run: the environment's, else containers where Docker answers, else child processes. */
import type { LocalConfig } from '../config.ts';
import { startEngines, stopOrder } from '../engines/start.ts';
import { openHome } from '../open-home.ts';
import type { BorrowedEngines } from './borrowed-engines.ts';
import { asContainers, dockerAnswers } from './containers.ts';
import { makeTestHome } from './test-home.ts';

/** Engines that answer, from the first place that has them. */
export async function borrowEngines(config: LocalConfig): Promise<BorrowedEngines> {
  if (config.engineUrls !== undefined) return { urls: config.engineUrls, giveBack: async () => {} };
  if (config.engineKind === 'docker') return asContainers(config);
  if (config.engineKind === 'processes' || !(await dockerAnswers())) return asProcesses(config);
  try {
    return await asContainers(config);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    process.stderr.write(`Docker answers, but its engines did not start (${why}): takes child processes\n`);
    return asProcesses(config);
  }
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
