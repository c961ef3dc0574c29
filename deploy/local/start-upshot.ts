/** The whole set-up: engines, then what they need to hold, then services; told in `local.json` when ready. */
import { rm } from 'node:fs/promises';
import type { LocalConfig } from './config.ts';
import { portReader, startEngines, stopOrder } from './engines/start.ts';
import { describeLocal, writeLocal, type LocalJson } from './home/local-json.ts';
import { openHome, type OpenedHome } from './open-home.ts';
import { readKeys } from './prepare/keys.ts';
import { prepare } from './prepare/steps.ts';
import { HEALTH_PORTS, SERVICES } from './services.ts';
import { startServices } from './start-services.ts';

export interface Upshot {
  /** Starts everything; resolves with `local.json` once that is written. */
  begin(): Promise<LocalJson>;
  /** Services first, then connect, the registry, the other engines; gives the home back. */
  stop(): Promise<void>;
  kill(): void;
  readonly say: (message: string) => void;
}

/** Opens the home of `config` for a set-up; nothing runs before `begin`. */
export async function openUpshot(config: LocalConfig, write: (line: string) => void): Promise<Upshot> {
  const opened = await openHome(config, HEALTH_PORTS, write);
  return {
    begin: () => begin(config, opened),
    stop: () => opened.close([SERVICES.map(({ name }) => name), ...stopOrder()]),
    kill: () => opened.supervisor.kill(),
    say: opened.sayFor('upshot'),
  };
}

async function begin(config: LocalConfig, opened: OpenedHome): Promise<LocalJson> {
  const { home, supervisor, sayFor } = opened;
  const port = portReader(opened.ports);
  const urls = config.engineUrls ?? (await startEngines({ config, ...opened }));
  await prepare({ config, urls, home, say: sayFor('prepare') });
  await startServices({ config, home: home.path, urls, port }, supervisor, sayFor);
  const apiKeys = await readKeys(home.keysJson);
  const describe = (): LocalJson => describeLocal({ urls, port, apiKeys, processes: supervisor.processes });
  await keepWritten(opened, describe);
  return describe();
}

/** Writes `local.json` now and whenever a pid changes, one write after the other. */
async function keepWritten({ home, supervisor }: OpenedHome, describe: () => LocalJson): Promise<void> {
  let last = writeLocal(home.localJson, describe());
  supervisor.onChange(() => {
    last = last
      .then(() => writeLocal(home.localJson, describe()))
      .catch(() => rm(home.localJson, { force: true }));
  });
  await last;
}
