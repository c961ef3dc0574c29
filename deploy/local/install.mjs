/** Installs what `npm start` needs where it is missing, on the Node and npm that the machine has; else does nothing. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname ?? '.', '../..');
const MODULES = join(ROOT, 'node_modules');
const LOCK_FILE = join(ROOT, 'package-lock.json');
const PATCHES = join(ROOT, 'patches');
const STAMP = join(MODULES, '.upshot-installed.json');
/** Written by npm as the last thing of an installation. */
const NPM_STAMP = join(MODULES, '.package-lock.json');
/** Install scripts run under no npm version alike, so none runs: the engines' install does what it needs itself. */
const QUIET = ['--ignore-scripts', '--no-audit', '--no-fund'];
/** A folder, since making one is atomic. */
const MUTEX = join(ROOT, '.upshot-install');
const WAIT_MS = 500;

const LEAST_NODE = 20;

if (Number(process.versions.node.split('.')[0]) < LEAST_NODE) {
  tell(`Node ${LEAST_NODE} or later is needed to begin with; this is ${process.versions.node}`);
  process.exit(1);
}

const wanted = { lock: hash(readFileSync(LOCK_FILE)), patches: hash(readPatches()) };

if (!isInstalled(readStamp())) withMutex(install);

/** @param {{ lock?: string, patches?: string }} stamp */
function isInstalled(stamp) {
  return stamp.lock === wanted.lock && stamp.patches === wanted.patches;
}

/** `npm ci` refuses a lock file written where the registry lacked some optional package; `npm install` does not. */
function installLoosely() {
  tell('npm ci refused; tries npm install, which leaves the lock file as it is');
  if (!npm(['install', '--no-save', ...QUIET])) fail('npm install');
}

function install() {
  const stamp = readStamp();
  if (isInstalled(stamp)) return;
  if (stamp.lock !== wanted.lock && !npmInstalledSince()) {
    tell('installs npm packages');
    if (!npm(['ci', ...QUIET])) installLoosely();
  }
  if (existsSync(PATCHES) && !patch()) {
    tell('packages that were patched otherwise cannot be patched again: installs them anew');
    if (!npm(['ci', ...QUIET])) installLoosely();
    if (!patch()) fail('patch-package');
  }
  writeFileSync(STAMP, JSON.stringify(wanted));
}

function patch() {
  tell('applies patches');
  return run(join(MODULES, '.bin', 'patch-package'), [], process.env);
}

/** Whether somebody ran `npm install` after the lock file was last changed. */
function npmInstalledSince() {
  if (!existsSync(NPM_STAMP)) return false;
  return statSync(NPM_STAMP).mtimeMs >= statSync(LOCK_FILE).mtimeMs;
}

function readStamp() {
  try {
    return JSON.parse(readFileSync(STAMP, 'utf8'));
  } catch {
    return {};
  }
}

function readPatches() {
  if (!existsSync(PATCHES)) return Buffer.alloc(0);
  const files = readdirSync(PATCHES).sort();
  return Buffer.concat(
    files.map((file) => Buffer.concat([Buffer.from(file), readFileSync(join(PATCHES, file))])),
  );
}

/** @param {Buffer} bytes */
function hash(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * Runs npm on the machine's own Node: the one in node_modules/.bin, first in the path of an npm script, is about to go.
 * @param {string[]} args
 */
function npm(args) {
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  return run('npm', args, { ...process.env, PATH: path.join(delimiter) });
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
function run(command, args, env) {
  const { status, error } = spawnSync(command, args, {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (error !== undefined) tell(`${command}: ${error.message}`);
  return status === 0;
}

/** @param {string} what */
function fail(what) {
  tell(`${what} failed`);
  rmSync(MUTEX, { recursive: true, force: true });
  process.exit(1);
}

/**
 * Two commands may be started in one clone at once: the second waits for the first one's installation.
 * @param {() => void} work
 */
function withMutex(work) {
  while (!take()) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS);
  try {
    work();
  } finally {
    rmSync(MUTEX, { recursive: true, force: true });
  }
}

function take() {
  try {
    mkdirSync(MUTEX);
  } catch {
    if (holderIsGone()) rmSync(MUTEX, { recursive: true, force: true });
    return false;
  }
  writeFileSync(join(MUTEX, 'pid'), String(process.pid));
  return true;
}

/** A mutex whose holder died (or that stays without one) holds nothing. */
function holderIsGone() {
  try {
    return !existsSync(`/proc/${readFileSync(join(MUTEX, 'pid'), 'utf8')}`);
  } catch {
    const age = Date.now() - (statSync(MUTEX, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    return age > 10 * WAIT_MS;
  }
}

/** @param {string} message */
function tell(message) {
  process.stdout.write(`  install        ${message}\n`);
}
