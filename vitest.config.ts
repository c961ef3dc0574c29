/** The three levels of tests: unit beside the source, integration on real engines, end to end over every service. */
import { defineConfig } from 'vitest/config';

const exclude = ['**/node_modules/**', '.upshot*/**'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...exclude, '**/*.int.test.ts', '**/*.e2e.test.ts'],
        },
      },
      {
        test: {
          name: 'integration',
          include: ['**/*.int.test.ts'],
          exclude,
          globalSetup: ['deploy/local/testing/engines.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Most of their time is waiting, on topics and databases of their own.
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.e2e.test.ts'],
          exclude,
          globalSetup: ['e2e/support/otlp-setup.ts', 'deploy/local/testing/upshot.ts'],
          testTimeout: 120_000,
          hookTimeout: 240_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
