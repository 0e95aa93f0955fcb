// Mutation testing of what must not be wrong: each operator, condition and constant of these files is changed in turn,
// and the unit tests have to notice. `npm run mutate -- --mutate bench/stats/adjusted-p-values.ts` asks about one file.

/** What decides over an address, a verdict, a gate, what is stored, and the bytes of an answer. */
const whatMustNotBeWrong = [
  'bench/reach/*.ts',
  'bench/gates/*.ts',
  'bench/analysis/{pairs/{comparison,multiplicity},runs/compare-runs,compare/recommendation,exclusion}.ts',
  'bench/stats/*.ts',
  'bench/drivers/open/{response-head,response-parser,chunked-body}.ts',
  'bench/store/*.ts',
];

export default {
  mutate: [...whatMustNotBeWrong, '!**/*.test.ts', '!**/test-*.ts', '!**/*.d.ts'],
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'tests/mutation/vitest.config.ts', related: true },
  coverageAnalysis: 'perTest',
  // Stryker rewrites a tsconfig by the API of a compiler that TypeScript 7 no longer has; nothing here needs it
  // rewritten, so it is pointed to a file that is not there.
  tsconfigFile: 'tests/mutation/no-tsconfig.json',
  // All of it lies under runs/, which git, the linter and the other tests pass over; analysis/runs is another folder.
  tempDirName: 'runs/.stryker',
  ignorePatterns: ['/runs', '/.loadstone'],
  reporters: ['clear-text', 'json', 'html', 'progress-append-only'],
  jsonReporter: { fileName: 'runs/mutation/mutation.json' },
  htmlReporter: { fileName: 'runs/mutation/mutation.html' },
  clearTextReporter: { allowColor: false, logTests: false },
  concurrency: 2,
  timeoutMS: 20_000,
};
