/** Keeps a set of programs running, and ends them in the order given. */
import { renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UpshotError } from '@upshot/errors';
import type { Home } from '../home/home.ts';
import type { SayFor } from '../say.ts';
import { Child } from './child.ts';
import { CHILD_MARK } from './processes.ts';
import type { Program } from './program.ts';

const LOG_LIMIT_BYTES = 20_000_000;

export interface RunningProcess {
  readonly name: string;
  readonly pid: number;
}

export interface SupervisorOptions {
  readonly home: Home;
  readonly inherited: Readonly<Record<string, string>>;
  readonly sayFor: SayFor;
}

/** The parent of all engines and services of one home. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #children = new Map<string, Child>();
  #onChange: () => void = () => {};
  #stopping = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  /** Calls back whenever a pid changes. */
  onChange(callback: () => void): void {
    this.#onChange = callback;
  }

  /** What runs now. */
  get processes(): RunningProcess[] {
    return [...this.#children.values()].flatMap(({ name, pid }) =>
      pid === undefined ? [] : [{ name, pid }],
    );
  }

  /** Starts a program and keeps it running; throws `setup_failed` once everything is being stopped. */
  start(program: Program): Child {
    if (this.#stopping) throw new UpshotError('setup_failed', `${program.name} starts no more`);
    const { home, inherited, sayFor } = this.#options;
    const logFile = join(home.logs, `${program.name}.log`);
    rotate(logFile);
    const child = new Child({
      program,
      logFile,
      env: { ...inherited, ...program.env, [CHILD_MARK]: home.path },
      say: sayFor(program.name),
      onPid: () => {
        if (!this.#stopping) this.#onChange();
      },
    });
    this.#children.set(program.name, child);
    child.start();
    return child;
  }

  /** Ends the groups one after the other, the members of each at once; then whoever was in none. */
  async stop(groups: readonly (readonly string[])[]): Promise<void> {
    this.#stopping = true;
    const named = new Set(groups.flat());
    const rest = [...this.#children.keys()].filter((name) => !named.has(name));
    for (const group of [...groups, rest]) {
      const children = [...this.#children.values()].filter(({ name }) => group.includes(name));
      await Promise.all(children.map((child) => child.stop()));
    }
    this.#children.clear();
  }

  /** Kills everything at once. */
  kill(): void {
    this.#stopping = true;
    for (const child of this.#children.values()) child.kill();
  }
}

function rotate(logFile: string): void {
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_LIMIT_BYTES) renameSync(logFile, `${logFile}.1`);
}
