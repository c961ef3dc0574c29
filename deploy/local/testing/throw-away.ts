/** Set-ups for benchmarks and chaos: Kafka, the engines, or all of Upshot, in a home that is thrown away. */
import { deploySchemas } from '@upshot/schemas/deploy';
import { readConfig, type LocalConfig } from '../config.ts';
import type { EngineName } from '../engines/contract.ts';
import { startEngines, stopOrder } from '../engines/start.ts';
import type { EngineUrls } from '../engines/urls.ts';
import type { LocalJson } from '../home/local-json.ts';
import { openHome } from '../open-home.ts';
import { prepare } from '../prepare/steps.ts';
import { openUpshot } from '../start-upshot.ts';
import { makeTestHome } from './test-home.ts';

type Say = (line: string) => void;
type Settings = Readonly<Record<string, string>>;

/** Runs `work` with engines that hold the demo CRM and its stream, and no service. */
export const withEngines = <T>(say: Say, work: (urls: EngineUrls) => Promise<T>): Promise<T> =>
  inHome(async (config) => {
    const opened = await openHome(config, [], say);
    try {
      const urls = await startEngines({ config, ...opened });
      await prepare({ config, urls, home: opened.home, say });
      return await work(urls);
    } finally {
      await opened.close(stopOrder());
    }
  });

/** Runs `work` with all of Upshot; its `local.json` in `home` tells the pids of now. `settings` are the services' own. */
export const withUpshot = <T>(
  say: Say,
  work: (local: LocalJson, home: string) => Promise<T>,
  settings: Settings = {},
): Promise<T> =>
  inHome(async (config) => {
    const upshot = await openUpshot(config, say);
    try {
      return await work(await upshot.begin(), config.home);
    } finally {
      await upshot.stop();
    }
  }, settings);

/** Runs `work` with Kafka and the registry, in them Upshot's own topics and schemas, and of the other engines those that are asked for. */
export const withBroker = <T>(
  say: Say,
  work: (urls: EngineUrls) => Promise<T>,
  others: readonly EngineName[] = [],
): Promise<T> =>
  inHome(async (config) => {
    const opened = await openHome(config, [], say);
    try {
      const urls = await startEngines({ config, ...opened, only: ['kafka', 'registry', ...others] });
      await deploySchemas({ brokers: [urls.kafka], registryUrl: urls.registry });
      return await work(urls);
    } finally {
      await opened.close(stopOrder());
    }
  });

/** Runs `work` with the engines that are named and nothing else. */
export const withStores = <T>(
  say: Say,
  only: readonly EngineName[],
  work: (urls: EngineUrls) => Promise<T>,
): Promise<T> =>
  inHome(async (config) => {
    const opened = await openHome(config, [], say);
    try {
      return await work(await startEngines({ config, ...opened, only }));
    } finally {
      await opened.close(stopOrder());
    }
  });

async function inHome<T>(work: (config: LocalConfig) => Promise<T>, settings: Settings = {}): Promise<T> {
  const read = readConfig();
  const serviceSettings = { ...read.serviceSettings, ...settings };
  const { config, discard } = await makeTestHome({ ...read, serviceSettings }, 'throw-away');
  try {
    return await work(config);
  } finally {
    await discard();
  }
}
