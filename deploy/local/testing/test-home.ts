/** A throw-away home for a test run; its logs stay until the next run of the same kind. */
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalConfig } from '../config.ts';

export interface TestHome {
  readonly config: LocalConfig;
  /** Forgets the data and leaves the logs in `.upshot-test-<kind>/`. */
  readonly discard: () => Promise<void>;
}

/** Settings whose home and ports are those of this run alone. */
export async function makeTestHome(config: LocalConfig, kind: string): Promise<TestHome> {
  const home = await mkdtemp(join(config.root, `.upshot-run-${kind}-`));
  const discard = async (): Promise<void> => {
    const last = join(config.root, `.upshot-test-${kind}`);
    await rm(join(home, 'data'), { recursive: true, force: true });
    await rm(last, { recursive: true, force: true });
    await rename(home, last);
  };
  return { config: { ...config, home, fixedPorts: new Map() }, discard };
}
