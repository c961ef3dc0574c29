/** Shows when npm is called and when not, on a clone whose npm is a recorder. */
import { spawn } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let root = '';

/** Writes down how it was called, and makes what `npm ci` makes; refuses the commands named in `refuses`. */
const NPM = `#!/bin/sh
echo "npm $*" >> calls
case " $(cat refuses 2>/dev/null) " in *" $1 "*) exit 1;; esac
mkdir -p node_modules/.bin
rm -f patched-otherwise
printf '#!/bin/sh\\necho "patch-package $*" >> calls\\ntest ! -e patched-otherwise\\n' > node_modules/.bin/patch-package
chmod +x node_modules/.bin/patch-package
echo '{}' > node_modules/.package-lock.json
`;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'upshot-install-'));
  await mkdir(join(root, 'deploy', 'local'), { recursive: true });
  await mkdir(join(root, 'bin'));
  await copyFile(join(import.meta.dirname, 'install.mjs'), join(root, 'deploy', 'local', 'install.mjs'));
  await writeFile(join(root, 'bin', 'npm'), NPM);
  await chmod(join(root, 'bin', 'npm'), 0o755);
  await writeFile(join(root, 'package-lock.json'), '{"lock":1}');
});
afterEach(() => rm(root, { recursive: true, force: true }));

function install(): Promise<number | null> {
  const path = [
    join(root, 'bin'),
    dirname(process.execPath).replace('node_modules', 'x'),
    '/usr/bin',
    '/bin',
  ];
  const child = spawn(process.execPath, [join(root, 'deploy', 'local', 'install.mjs')], {
    env: { PATH: path.join(delimiter) },
    stdio: 'ignore',
  });
  return new Promise((done) => child.once('exit', done));
}

const calls = async (): Promise<string[]> =>
  (await readFile(join(root, 'calls'), 'utf8').catch(() => '')).split('\n').filter(Boolean);
const forgetCalls = (): Promise<void> => rm(join(root, 'calls'), { force: true });

describe('install', () => {
  it('runs npm ci on a fresh clone, without install scripts', async () => {
    expect(await install()).toBe(0);
    expect(await calls()).toEqual(['npm ci --ignore-scripts --no-audit --no-fund']);
  });
  it('does nothing when everything is there', async () => {
    await install();
    await forgetCalls();
    expect(await install()).toBe(0);
    expect(await calls()).toEqual([]);
  });
  it('installs again when the lock file has changed', async () => {
    await install();
    await forgetCalls();
    await writeFile(join(root, 'package-lock.json'), '{"lock":2}');
    await utimes(join(root, 'package-lock.json'), new Date(), new Date(Date.now() + 60_000));
    expect(await install()).toBe(0);
    expect(await calls()).toEqual(['npm ci --ignore-scripts --no-audit --no-fund']);
  });
  it('trusts an npm install that somebody ran after the lock file changed', async () => {
    await mkdir(join(root, 'node_modules'));
    await writeFile(join(root, 'node_modules', '.package-lock.json'), '{}');
    await utimes(join(root, 'package-lock.json'), new Date(), new Date(Date.now() - 60_000));
    expect(await install()).toBe(0);
    expect(await calls()).toEqual([]);
  });
  it('applies patches once, and again when they change', async () => {
    await mkdir(join(root, 'patches'));
    await writeFile(join(root, 'patches', 'kafkajs+2.2.4.patch'), 'one');
    await install();
    expect(await calls()).toEqual(['npm ci --ignore-scripts --no-audit --no-fund', 'patch-package ']);
    await forgetCalls();
    await install();
    expect(await calls()).toEqual([]);
    await writeFile(join(root, 'patches', 'kafkajs+2.2.4.patch'), 'two');
    await install();
    expect(await calls()).toEqual(['patch-package ']);
    await forgetCalls();
    await writeFile(join(root, 'patches', 'mongodb+7.9.0.patch'), 'one');
    await install();
    expect(await calls()).toEqual(['patch-package ']);
  });
  it('takes the packages anew where they were patched otherwise, as after a pull that changes a patch', async () => {
    await mkdir(join(root, 'patches'));
    const patch = join(root, 'patches', 'kafkajs+2.2.4.patch');
    await writeFile(patch, 'one');
    await install();
    await forgetCalls();
    await writeFile(patch, 'two');
    await writeFile(join(root, 'patched-otherwise'), '');
    expect(await install()).toBe(0);
    const again = ['patch-package ', 'npm ci --ignore-scripts --no-audit --no-fund', 'patch-package '];
    expect(await calls()).toEqual(again);
  });
  it('takes npm install where npm ci refuses the lock file', async () => {
    await writeFile(join(root, 'refuses'), 'ci');
    expect(await install()).toBe(0);
    expect((await calls())[1]).toBe('npm install --no-save --ignore-scripts --no-audit --no-fund');
  });
  it('fails when neither works, and can be tried again', async () => {
    await writeFile(join(root, 'refuses'), 'ci install');
    expect(await install()).toBe(1);
    expect(await readdir(root)).not.toContain('.upshot-install');
    await rm(join(root, 'refuses'));
    expect(await install()).toBe(0);
  });
  it('installs once for two that start at the same time', async () => {
    expect(await Promise.all([install(), install()])).toEqual([0, 0]);
    expect(await calls()).toHaveLength(1);
  });
  it('is not held up by one that was killed', async () => {
    await mkdir(join(root, '.upshot-install'));
    await writeFile(join(root, '.upshot-install', 'pid'), '999999999');
    expect(await install()).toBe(0);
    expect(await calls()).toHaveLength(1);
  });
});
