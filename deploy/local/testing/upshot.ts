/** Gives end-to-end tests a whole Upshot: every service, in a home of its own, on real engines. */
import type { TestProject } from 'vitest/node';
import { readConfig, type LocalConfig } from '../config.ts';
import type { LocalJson } from '../home/local-json.ts';
import { openUpshot, type Upshot } from '../start-upshot.ts';
import { borrowEngines } from './borrow-engines.ts';
import { makeTestHome } from './test-home.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The content of `local.json` when everything was ready. */
    upshot: LocalJson;
    /** The home, whose `local.json` tells the pids of now. */
    upshotHome: string;
  }
}

/** Vitest's global set-up: provides `upshot` and `upshotHome`, and stops what it started. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = readConfig();
  const engines = await borrowEngines(given);
  const { config, discard } = await makeTestHome({ ...given, engineUrls: engines.urls }, 'services');
  const giveBack = async (): Promise<void> => {
    await discard();
    await engines.giveBack();
  };
  const upshot = await beginOrGiveBack(config, giveBack);
  project.provide('upshot', upshot.local);
  project.provide('upshotHome', config.home);
  return async () => {
    await upshot.running.stop();
    await giveBack();
  };
}

async function beginOrGiveBack(
  config: LocalConfig,
  giveBack: () => Promise<void>,
): Promise<{ running: Upshot; local: LocalJson }> {
  const running = await openUpshot(config, (line) => process.stderr.write(line));
  try {
    return { running, local: await running.begin() };
  } catch (error) {
    await running.stop();
    await giveBack();
    throw error;
  }
}
