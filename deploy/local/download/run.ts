/** Runs a command to its end. */
import { spawn, type ChildProcess } from 'node:child_process';
import { UpshotError } from '@upshot/errors';

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** How a command ended: its exit code (null when a signal or a missing program ended it) and all it printed. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** What runs now; it ends with this process, so that a set-up that is stopped leaves no download behind. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill();
});

/** Runs it and returns how it ended; never throws. */
export function tryRun(command: Command): Promise<Ended> {
  return new Promise((done) => {
    const child = spawn(command.command, command.args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
      ...(command.env === undefined ? {} : { env: { ...command.env } }),
    });
    running.add(child);
    const parts: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => parts.push(part));
    child.stderr.on('data', (part: Buffer) => parts.push(part));
    const end = (ended: Ended): void => {
      running.delete(child);
      done(ended);
    };
    child.once('error', (error) => end({ code: null, output: error.message }));
    child.once('close', (code) => end({ code, output: Buffer.concat(parts).toString('utf8') }));
  });
}

/** Runs it and returns what it printed; throws `setup_failed` with the last lines when it fails. */
export async function run(command: Command): Promise<string> {
  const { code, output } = await tryRun(command);
  if (code === 0) return output;
  const tail = output.trim().split('\n').slice(-12).join('\n');
  throw new UpshotError('setup_failed', `${command.command} ended with ${code ?? 'a signal'}:\n${tail}`);
}
