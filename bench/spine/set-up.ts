/** Set-ups for benchmarks: the engines alone, or all of Upshot, in a home that is thrown away. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../deploy/local/config.ts';
import { startEngines, stopOrder } from '../../deploy/local/engines/start.ts';
import type { EngineUrls } from '../../deploy/local/engines/urls.ts';
import type { LocalJson } from '../../deploy/local/home/local-json.ts';
import { openHome } from '../../deploy/local/open-home.ts';
import { prepare } from '../../deploy/local/prepare/steps.ts';
import { openUpshot } from '../../deploy/local/start-upshot.ts';

type Say = (line: string) => void;

/** Runs `work` with engines that hold the demo CRM and its stream, and no service. */
export const withEngines = <T>(say: Say, work: (urls: EngineUrls) => Promise<T>): Promise<T> =>
  inHome(async (home) => {
    const config = { ...readConfig(), home };
    const opened = await openHome(config, [], say);
    try {
      const urls = await startEngines({ config, ...opened });
      await prepare({ config, urls, home: opened.home, say });
      return await work(urls);
    } finally {
      await opened.close(stopOrder());
    }
  });

/** Runs `work` with all of Upshot. */
export const withUpshot = <T>(say: Say, work: (local: LocalJson) => Promise<T>): Promise<T> =>
  inHome(async (home) => {
    const upshot = await openUpshot({ ...readConfig(), home }, say);
    try {
      return await work(await upshot.begin());
    } finally {
      await upshot.stop();
    }
  });

async function inHome<T>(work: (home: string) => Promise<T>): Promise<T> {
  const home = await mkdtemp(join(tmpdir(), 'upshot-bench-'));
  try {
    return await work(home);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
