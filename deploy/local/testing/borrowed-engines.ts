/** Engines that a test run has for a while. */
import type { EngineUrls } from '../engines/urls.ts';

export interface BorrowedEngines {
  readonly urls: EngineUrls;
  /** Stops what was started for this run; leaves alone what ran before. */
  readonly giveBack: () => Promise<void>;
}
