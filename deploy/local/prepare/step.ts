/** The contract of a step between engines and services. */
import type { LocalConfig } from '../config.ts';
import type { EngineUrls } from '../engines/urls.ts';
import type { Home } from '../home/home.ts';
import type { Say } from '../say.ts';

export interface PrepareContext {
  readonly config: LocalConfig;
  readonly urls: EngineUrls;
  readonly home: Home;
  readonly say: Say;
}

/** One step; it may be done again on what it made before. */
export interface Step {
  readonly name: string;
  run(context: PrepareContext): Promise<void>;
}
