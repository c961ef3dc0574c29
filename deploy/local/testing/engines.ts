/** Gives integration tests the addresses of real engines: those of the environment, of containers, or children of ours. */
import { deploySchemas } from '@upshot/schemas/deploy';
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

/**
 * Vitest's global set-up: provides `engines`, with our topics and schemas on them, and stops what it started. Test files run beside
 * each other, and two that register one schema for the first time at the same moment get in each other's way.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { urls, giveBack } = await borrowEngines(readConfig());
  try {
    await deploySchemas({ brokers: urls.kafka.split(','), registryUrl: urls.registry });
  } catch (error) {
    await giveBack();
    throw error;
  }
  project.provide('engines', urls);
  return giveBack;
}
