/** One supervised program: it runs until it is told to stop, and comes back when it dies on its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Say } from '../say.ts';
import { backOffMs } from './back-off.ts';
import { signal } from './processes.ts';
import { commandLine, type Program } from './program.ts';

export interface ChildOptions {
  readonly program: Program;
  readonly logFile: string;
  /** The whole environment of the child. */
  readonly env: Readonly<Record<string, string>>;
  readonly say: Say;
  /** Called whenever the child runs under another pid. */
  readonly onPid: () => void;
}

const STABLE_MS = 60_000;
/** After so long the one who waits for the end is told what for. */
const SLOW_MS = 5_000;
const GROUP_POLL_MS = 50;
/** A killed grandchild may stay a zombie for ever, where nobody reaps (a container without init). */
const GROUP_POLLS = 40;

/** A program that is kept running. */
export class Child {
  readonly #options: ChildOptions;
  #process: ChildProcess | undefined;
  #exited: Promise<void> = Promise.resolve();
  #stopping = false;
  #restart: NodeJS.Timeout | undefined;
  #startedAt = 0;
  #quickDeaths = 0;
  /** How often it ended without being told to. */
  deaths = 0;

  constructor(options: ChildOptions) {
    this.#options = options;
  }

  get name(): string {
    return this.#options.program.name;
  }

  get logFile(): string {
    return this.#options.logFile;
  }

  /** Its pid, which is also its process group; undefined while it is down. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Starts it in a process group of its own, so that Ctrl-C reaches the supervisor alone. */
  start(): void {
    const { program, logFile, env } = this.#options;
    const [command = '', ...args] = commandLine(program);
    const log = openSync(logFile, 'a');
    const child = spawn(command, args, { detached: true, stdio: ['ignore', log, log], env: { ...env } });
    closeSync(log);
    this.#startedAt = Date.now();
    this.#process = child;
    this.#exited = new Promise((done) => {
      const ended = (how: string): void => {
        if (this.#process !== child) return;
        this.#process = undefined;
        this.#onEnd(how);
        done();
      };
      child.once('error', (error) => ended(error.message));
      child.once('exit', (code, signalName) =>
        ended(code === null ? String(signalName) : `exit code ${code}`),
      );
    });
    this.#options.onPid();
  }

  #onEnd(how: string): void {
    if (this.#stopping) return;
    this.deaths += 1;
    const lived = Date.now() - this.#startedAt;
    this.#quickDeaths = lived > STABLE_MS ? 0 : this.#quickDeaths + 1;
    const delayMs = backOffMs(this.#quickDeaths);
    this.#options.say(`died (${how}); starts again in ${delayMs / 1000} s; its log: ${this.logFile}`);
    this.#options.onPid();
    this.#restart = setTimeout(() => {
      this.start();
      this.#options.say(`runs again, pid ${this.pid ?? '?'}`);
    }, delayMs);
  }

  /** Asks it to end, waits as long as its program allows, then kills what is left of its group. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    const pid = this.pid;
    if (pid === undefined) return;
    signal(pid, this.#options.program.stopSignal);
    const slow = setTimeout(() => this.#options.say('is still ending'), SLOW_MS);
    const patience = new AbortController();
    const late = sleep(this.#options.program.stopWithinMs, 'late', { signal: patience.signal }).catch(
      () => 'ended',
    );
    if ((await Promise.race([this.#exited, late])) === 'late') {
      this.#options.say('did not end in time: killed');
    }
    patience.abort();
    clearTimeout(slow);
    await this.#killGroup(pid);
  }

  /** Kills it at once. */
  kill(): void {
    this.#stopping = true;
    clearTimeout(this.#restart);
    if (this.pid !== undefined) signal(-this.pid, 'SIGKILL');
  }

  async #killGroup(pid: number): Promise<void> {
    for (let polls = 0; polls < GROUP_POLLS && signal(-pid, 'SIGKILL'); polls += 1)
      await sleep(GROUP_POLL_MS);
    await this.#exited;
  }
}
