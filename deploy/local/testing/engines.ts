/** Gives integration tests the addresses of real engines: those of the environment, of containers, or children of ours. */
import type { TestProject } from 'vitest/node';
import { readConfig } from '../config.ts';
import type { EngineUrls } from '../engines/urls.ts';
import { borrowEngines } from './borrow-engines.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the real engines answer. */
    engines: EngineUrls;
  }
}

/** Vitest's global set-up: provides `engines`, and stops what it started. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const borrowed = await borrowEngines(readConfig());
  project.provide('engines', borrowed.urls);
  return borrowed.giveBack;
}
