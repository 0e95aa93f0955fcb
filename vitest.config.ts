// The test projects: pure and fast, with real services, pages in a browser, and whole commands.
import { defineConfig } from 'vitest/config';

/** A second, which is usual, is short on a busy machine; a poll ends as soon as it may. */
const expectOptions = { poll: { timeout: 30_000 } };

const exclude = ['**/node_modules/**', 'runs/**'];

export default defineConfig({
  test: {
    // Tests of processes wait more than they compute.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [
            ...exclude,
            '**/*.integration.test.ts',
            '**/*.page.test.ts',
            '**/*.e2e.test.ts',
          ],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['**/*.integration.test.ts'],
          exclude,
          globalSetup: ['tests/support/services.setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: expectOptions,
        },
      },
      {
        test: {
          name: 'page',
          include: ['**/*.page.test.ts'],
          exclude,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: expectOptions,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['**/*.e2e.test.ts'],
          exclude,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          expect: expectOptions,
        },
      },
    ],
  },
});
