/** Finds the shared libraries that a downloaded program needs and a bare machine lacks, without installing anything. */
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalConfig } from '../config.ts';
import type { Say } from '../say.ts';
import { cached } from './cache.ts';
import { run, tryRun } from './run.ts';

export interface Wanted {
  readonly config: LocalConfig;
  readonly program: string;
  /** The Debian package that brings what may be missing; apt knows what else that needs. */
  readonly debianPackage: string;
  readonly say: Say;
}

/** The variables under which the program finds all its libraries; none where the system has them. */
export async function libraryPath(wanted: Wanted): Promise<Record<string, string>> {
  const { config, debianPackage, say } = wanted;
  if (await starts(wanted)) return {};
  const entry = { cache: config.cache, key: `libraries-${debianPackage}`, what: debianPackage, say };
  const folder = await cached(entry, (into) => unpackPackages(wanted, into));
  const paths = ['usr/lib/x86_64-linux-gnu', 'lib/x86_64-linux-gnu'].map((path) => join(folder, path));
  return { LD_LIBRARY_PATH: paths.join(':') };
}

/** Whether the program starts at all. */
async function starts({ config, program }: Wanted): Promise<boolean> {
  return (await tryRun({ command: program, args: ['--version'], env: config.inherited })).code === 0;
}

/** apt resolves and downloads the packages that are not installed, into folders of its own; they are only unpacked. */
async function unpackPackages({ config, debianPackage }: Wanted, into: string): Promise<void> {
  const work = join(into, 'apt');
  await mkdir(join(work, 'lists', 'partial'), { recursive: true });
  await mkdir(join(work, 'archives', 'partial'), { recursive: true });
  const own = {
    'Dir::State::lists': join(work, 'lists'),
    'Dir::Cache::archives': join(work, 'archives'),
    'APT::Sandbox::User': 'root',
    'Debug::NoLocking': 'true',
  };
  const options = Object.entries(own).map(([name, value]) => `-o${name}=${value}`);
  const apt = (args: readonly string[]): Promise<string> =>
    run({ command: 'apt-get', args: [...options, '--quiet', '--yes', ...args], env: config.inherited });
  await apt(['update']);
  await apt(['install', '--download-only', '--no-install-recommends', debianPackage]);
  const debs = (await readdir(join(work, 'archives'))).filter((name) => name.endsWith('.deb'));
  for (const deb of debs) await run({ command: 'dpkg-deb', args: ['-x', join(work, 'archives', deb), into] });
  await rm(work, { recursive: true });
}
