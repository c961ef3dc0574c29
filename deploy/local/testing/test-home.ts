/** A throw-away home for a test run; its logs stay until the next run of the same kind. */
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalConfig } from '../config.ts';
import { startTimeOf } from '../supervisor/processes.ts';

interface TestHome {
  readonly config: LocalConfig;
  /** Forgets the data and leaves the logs in `.upshot-test-<kind>/`. */
  readonly discard: () => Promise<void>;
}

/** Settings whose home and ports are those of this run alone. */
export async function makeTestHome(config: LocalConfig, kind: string): Promise<TestHome> {
  await forgetKilledRuns(config.root);
  const home = await mkdtemp(join(config.root, `.upshot-run-${process.pid}-${kind}-`));
  const discard = async (): Promise<void> => {
    const last = join(config.root, `.upshot-test-${kind}`);
    await rm(join(home, 'data'), { recursive: true, force: true });
    await rm(last, { recursive: true, force: true });
    await rename(home, last);
  };
  return { config: { ...config, home, fixedPorts: new Map() }, discard };
}

/** A run that was killed could not clean up: its folder names a pid that is gone. */
async function forgetKilledRuns(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    const [, pid] = /^\.upshot-run-(\d+)-/.exec(name) ?? [];
    if (pid === undefined || (await startTimeOf(Number(pid))) !== undefined) continue;
    await rm(join(root, name), { recursive: true, force: true });
  }
}
