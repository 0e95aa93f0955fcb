// Every suite, run tiny: it loads, every alternative works, and those with an answer give the same.
import { expect, test } from 'vitest';
import { suite as cacheRead } from '../../../server/micro/cache-read.bench.ts';
import { suite as cacheWrite } from '../../../server/micro/cache-write.bench.ts';
import { suite as phoneCleaning } from '../../../server/micro/phone-cleaning.bench.ts';
import { suite as serialisation } from '../../../server/micro/serialisation.bench.ts';
import { findBenchFiles, loadSuite } from './load-suite.ts';
import { measureOperation } from './measure.ts';
import type { MicroSuite } from './suite.ts';
import { suite as histogram } from './suites/histogram.bench.ts';
import { suite as responseParser } from './suites/response-parser.bench.ts';
import { suite as schedule } from './suites/schedule.bench.ts';

const rootDir = `${import.meta.dirname}/../../..`;
const noServices = { redisUrl: undefined, postgresUrl: undefined };
const tiny = { warmupMs: 0, measureMs: 0, batchMs: 0 };

// The suites of the server cannot import the contract; here the compiler holds them to it.
const suites: readonly MicroSuite[] = [
  ...[cacheRead, cacheWrite, phoneCleaning, serialisation],
  ...[histogram, responseParser, schedule],
];

test('every bench file is found, loads, and stands in this test', async () => {
  const files = findBenchFiles(rootDir);
  const found = await Promise.all(files.map((file) => loadSuite(rootDir, file)));
  expect(found.map(({ name }) => name)).toEqual(suites.map(({ name }) => name));
});

const alternatives = suites.flatMap(({ name, alternatives: all }) =>
  all
    .filter(({ needs }) => needs === undefined)
    .map((one) => [`${name}/${one.name}`, one] as const),
);

test.each(alternatives)('%s runs and gives a time', async (_name, { prepare }) => {
  const operation = await prepare(noServices);
  const outcome = await operation.run();
  expect(outcome).toBeGreaterThan(0);
  const { medianNs, batches } = await measureOperation(operation, tiny);
  expect(medianNs).toBeGreaterThan(0);
  expect(batches).toBeGreaterThanOrEqual(5);
  await operation.end?.();
});

const comparable = suites.filter(
  ({ name }) => !['schedule', 'cache-read', 'cache-write'].includes(name),
);

test.each(comparable.map((suite) => [suite.name, suite] as const))(
  'the alternatives of %s give the same answer',
  async (_name, suite) => {
    const operations = await Promise.all(
      suite.alternatives
        .filter(({ needs }) => needs === undefined)
        .map(({ prepare }) => prepare(noServices)),
    );
    const answers = await Promise.all(operations.map(({ answer }) => answer?.()));
    expect(answers.length).toBeGreaterThan(1);
    expect(answers[0]).toBeDefined();
    for (const answer of answers.slice(1)) expect(answer).toEqual(answers[0]);
  },
);

test('the phones hold clean, dirty, hopeless and repeated ones', async () => {
  const [rowByRow] = phoneCleaning.alternatives;
  const answer = (await (await rowByRow?.prepare(noServices))?.answer?.()) as readonly string[];
  const hopeless = answer.filter((phone) => phone === undefined).length;
  expect(answer).toHaveLength(1_000);
  expect(hopeless).toBeGreaterThan(10);
  expect(hopeless).toBeLessThan(100);
  expect(new Set(answer).size).toBeLessThan(answer.length - hopeless);
});
