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

/** One engine. Every step may be done again: an interrupted one leaves nothing that confuses the next. */
export interface Engine {
  readonly name: EngineName;
  /** Engines that must be ready before this one starts, and that stop after it. */
  readonly needs: readonly EngineName[];
  /** Fetches what is missing into the cache. */
  install(context: EngineContext): Promise<void>;
  /** Writes settings and makes the data folder where it is missing; returns what to run. Called at every start. */
  prepare(context: EngineContext): Promise<Program>;
  /** Whether it answers its clients' protocol now; false or an error means not yet. */
  isReady(context: EngineContext): Promise<boolean>;
  /** What must be told to it once it answers (its database, its replica set). */
  settle?(context: EngineContext): Promise<void>;
}
