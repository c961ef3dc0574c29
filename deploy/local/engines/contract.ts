/** The contract of an engine: install → prepare → (supervised) → ready → settle. */
import type { LocalConfig } from '../config.ts';
import type { Home } from '../home/home.ts';
import type { AnyPortName } from '../home/port-names.ts';
import type { Say } from '../say.ts';
import type { Program } from '../supervisor/program.ts';

export const ENGINE_NAMES = ['kafka', 'mongo', 'redis', 'postgres', 'registry', 'connect'] as const;

export type EngineName = (typeof ENGINE_NAMES)[number];

export interface EngineContext {
  readonly config: LocalConfig;
  readonly home: Home;
  readonly port: (name: AnyPortName) => number;
  readonly say: Say;
}

/** The same engine as a container on the host's network, so that its addresses are those of a child process. */
export interface ContainerSpec {
  readonly image: string;
  /** A Dockerfile of deploy/docker that makes the image, where nobody publishes it. */
  readonly dockerfile?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Content of files, by their path in the container. */
  readonly files?: Readonly<Record<string, string>>;
}

/** One engine. Every step may be done again: an interrupted one leaves nothing that confuses the next. */
export interface Engine {
  readonly name: EngineName;
  /** Engines that must be ready before this one starts, and that stop after it. */
  readonly needs: readonly EngineName[];
  /** Fetches what is missing into the cache. */
  install(context: EngineContext): Promise<void>;
  /** Writes settings and makes the data folder where it is missing; returns what to run. Called at every start. */
  prepare(context: EngineContext): Promise<Program>;
  /** How it runs where Docker answers (tests). */
  container(context: EngineContext): ContainerSpec;
  /** Whether it answers its clients' protocol now; false or an error means not yet. */
  isReady(context: EngineContext): Promise<boolean>;
  /** What must be told to it once it answers (its database, its replica set). */
  settle?(context: EngineContext): Promise<void>;
}
