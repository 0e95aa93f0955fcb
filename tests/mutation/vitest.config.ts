// The unit tests that state a rule, for mutation testing: whether a changed operator is noticed is for them to say, not
// for a simulation (too slow to be played for each change) nor for a test of processes.
import { defineConfig } from 'vitest/config';

/** Folders or files of tests, parted by commas: a module's own are asked much faster than all that reach it. */
const asked = process.env.LOADSTONE_MUTATION_TESTS?.split(',') ?? ['bench', 'reports'];

export default defineConfig({
  test: {
    include: asked.map((place) => (place.endsWith('.ts') ? place : `${place}/**/*.test.ts`)),
    exclude: [
      '**/node_modules/**',
      'runs/**',
      '**/*.{simulation,slow}.test.ts',
      '**/*.integration.test.ts',
      '**/*.page.test.ts',
      '**/*.e2e.test.ts',
    ],
    // How long a changed file may take is for Stryker to say; unchanged, but watched, a property takes a while.
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
