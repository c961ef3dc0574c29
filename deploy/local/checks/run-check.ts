/** Runs one check, showing what it prints. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Check } from './checks.ts';
import { tally, type Outcome } from './tally.ts';

/** Runs it in `root` with these variables; nothing it may ask can be answered. */
export async function runCheck(
  check: Check,
  root: string,
  env: Readonly<Record<string, string>>,
): Promise<Outcome> {
  process.stdout.write(`\n== ${check.name}\n`);
  const folder = await mkdtemp(join(tmpdir(), 'upshot-check-'));
  const report = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const [program, ...args] = check.command;
  const begun = performance.now();
  const command = join(root, 'node_modules', '.bin', program);
  const code = await exitCode(command, [...args, ...(check.kind === 'tests' ? reporters : [])], root, env);
  const text = await readFile(report, 'utf8').catch(() => '');
  await rm(folder, { recursive: true, force: true });
  return tally(check, code, text, (performance.now() - begun) / 1000);
}

function exitCode(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<number | null> {
  return new Promise((done) => {
    const child = spawn(command, args, { cwd, env: { ...env }, stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', () => done(null));
    child.once('exit', done);
  });
}
