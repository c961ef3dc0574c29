/** Shows that the MongoDB driver carries our patch: without it each pool wakes ten times a second for nothing. */
import { createRequire } from 'node:module';
import { MongoClient } from 'mongodb';
import { describe, expect, it } from 'vitest';

interface Pool {
  readonly options: { readonly minPoolSizeCheckFrequencyMS: number };
  close(): void;
}

const require = createRequire(import.meta.url);
const driver: {
  readonly ConnectionPool: new (server: unknown, options: unknown) => Pool;
} = require('mongodb/lib/cmap/connection_pool');

/** How often a pool that nobody uses looks after itself. */
function checkFrequencyMs(options: { readonly minPoolSizeCheckFrequencyMS?: number }): number {
  const pool = new driver.ConnectionPool({ topology: {} }, { hostAddress: 'localhost:27017', ...options });
  const { minPoolSizeCheckFrequencyMS } = pool.options;
  pool.close();
  return minPoolSizeCheckFrequencyMS;
}

describe('the patch of the MongoDB driver', () => {
  it('lets a pool look after itself once a second', () => {
    expect(checkFrequencyMs({})).toBe(1_000);
  });
  it('leaves the say to who says it', () => {
    expect(checkFrequencyMs({ minPoolSizeCheckFrequencyMS: 50 })).toBe(50);
  });
  it('is needed for as long as the client refuses the option', () => {
    const url = 'mongodb://localhost/?minPoolSizeCheckFrequencyMS=1000';
    expect(() => new MongoClient(url)).toThrow(/minpoolsizecheckfrequencyms is not supported/u);
  });
});
