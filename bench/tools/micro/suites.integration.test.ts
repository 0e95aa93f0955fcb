// The alternatives that need Redis or PostgreSQL, run tiny against real ones.
import { expect, inject, test } from 'vitest';
import { suite as cacheRead } from '../../../server/micro/cache-read.bench.ts';
import { suite as cacheWrite } from '../../../server/micro/cache-write.bench.ts';
import { suite as phoneCleaning } from '../../../server/micro/phone-cleaning.bench.ts';
import { measureOperation } from './measure.ts';
import type { MicroSuite } from './suite.ts';

const tiny = { warmupMs: 0, measureMs: 0, batchMs: 0 };
const suites: readonly MicroSuite[] = [cacheRead, cacheWrite, phoneCleaning];

test.each(suites.map((suite) => [suite.name, suite] as const))(
  'all alternatives of %s run and give the same answer',
  async (_name, suite) => {
    const services = { redisUrl: inject('redisUrl'), postgresUrl: inject('postgresUrl') };
    const answers: unknown[] = [];
    for (const { prepare } of suite.alternatives) {
      const operation = await prepare(services);
      answers.push(await operation.answer?.());
      const { medianNs } = await measureOperation(operation, tiny);
      expect(medianNs).toBeGreaterThan(0);
      await operation.end?.();
    }
    expect(answers).toHaveLength(3);
    expect(answers[0]).toBeDefined();
    for (const answer of answers.slice(1)) expect(answer).toEqual(answers[0]);
  },
);
