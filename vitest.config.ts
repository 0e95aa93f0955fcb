// The test projects: pure and fast, with real services, pages in a browser, whole commands, and what takes too long for
// every run. `npm test` runs all but `slow`, which is `npm run test:slow`.
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// The commands and generators that tests start compile the same modules again and again: half of each start.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(
  new URL('node_modules/.cache/compiled', import.meta.url),
);

// Tests ask what runs leave in the folder of their state, which is another where somebody's shell names one.
delete process.env.LOADSTONE_HOME;

/** A second, which is usual, is short on a busy machine; a poll ends as soon as it may. */
const expectOptions = { poll: { timeout: 30_000 } };

const exclude = ['**/node_modules/**', 'runs/**'];

/** For projects whose tests start commands. */
const build = 'tests/support/build.setup.ts';

/** For those that ask a PostgreSQL or a Redis of their own. */
const services = 'tests/support/services.setup.ts';

/** Names of tests with real parts or of long ones; every other test is a unit test. */
const suffixes = ['integration', 'page', 'e2e', 'slow'] as const;
const named = (suffix: string) => `**/*.${suffix}.test.ts`;

/** Tests that wait for processes and browsers, however busy the machine is: these limits end hangs alone. */
const patient = (name: (typeof suffixes)[number], timeoutMs: number) => ({
  name,
  include: [named(name)],
  exclude,
  testTimeout: timeoutMs,
  hookTimeout: timeoutMs,
  expect: expectOptions,
  isolate: false,
});

export default defineConfig({
  test: {
    // A file of those that start commands, services and browsers keeps half a core busy.
    maxWorkers: availableParallelism() * 2,
    // Node loads the modules, as it does in a run: Vite's own loader compiles them anew in each worker. With `isolate: false`
    // below a worker keeps them for its next file, too: they hold no state between tests.
    experimental: { viteModuleRunner: false },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...exclude, ...suffixes.map(named)],
          isolate: false,
          testTimeout: 300_000,
        },
      },
      {
        test: {
          ...patient('integration', 120_000),
          globalSetup: [build, services],
        },
      },
      { test: patient('page', 120_000) },
      { test: { ...patient('e2e', 300_000), globalSetup: [build] } },
      {
        test: {
          ...patient('slow', 1_800_000),
          globalSetup: [build, services],
          // Seeded tests play few rounds among the unit tests, and here as many as tell (tests/support/rounds.ts).
          include: [named('slow'), named('simulation')],
          provide: { playsManyRounds: true },
        },
      },
    ],
  },
});
