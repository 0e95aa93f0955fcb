// A pool that a scenario never enters: told after the first group, no verdict, exit code 4, and known to the next plan.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SweepDocument } from '../reports/document/sweep.ts';
import { copyGatedService, type GatedService } from './support/gated-service.ts';

let service: GatedService;
beforeAll(() => {
  service = copyGatedService('pooled-service');
});
afterAll(() => service.remove());

test('a gate on what the scenario does not exercise is inconclusive, while the other scenario judges it', async () => {
  const outcome = await service.loadstone('gate', '--variant', 'threads=*');
  expect(outcome.code).toBe(4);
  expect(outcome.stderr).toContain('pool is not exercised by browse (closed-2) and will get no');
  // Told once by the run, and not for each scenario or group.
  expect(outcome.stderr.split('the most similar one is pool.jobs')).toHaveLength(2);
  expect(outcome.stdout).toMatch(/○ threads = pool .*not exercised by this scenario/);
  expect(outcome.stdout).toMatch(/threads = pool: pool\.jobs did not grow in [\d,]+ requests/);
  const { scenarios, exercise = [], gates, warnings } = service.readLastRun();
  const verdictOf = (scenario: string, variantId: string) =>
    scenarios
      .find((each) => each.scenario === scenario)
      ?.cells.find((cell) => cell.variantId === variantId)?.verdict;
  expect(verdictOf('browse', 'threads=pool')).toBe('not-exercised');
  expect(verdictOf('import', 'threads=pool')).not.toBe('not-exercised');
  expect(verdictOf('browse', 'threads=misspelt')).not.toBe('not-exercised');
  expect(
    exercise.map(({ scenario, level, status }) => [scenario, level, status]).toSorted(),
  ).toEqual([
    ['browse', 'misspelt', 'unknown'],
    ['browse', 'pool', 'not-exercised'],
    ['import', 'misspelt', 'unknown'],
    ['import', 'pool', 'exercised'],
  ]);
  const jobs = exercise.find(({ status }) => status === 'exercised')?.signs[0];
  expect(jobs?.figure).toBeCloseTo(1, 1);
  expect(
    gates.filter(({ outcome: reason }) => reason === 'not-exercised').map((gate) => gate.variantId),
  ).toEqual(['threads=pool']);
  expect(warnings.filter(({ code }) => code === 'EXERCISE_UNKNOWN')).toHaveLength(1);
});

test('the next plan says so beforehand', async () => {
  const { stdout } = await service.ask('plan');
  expect(stdout).toContain('Not exercised by these scenarios in earlier runs');
  expect(stdout).toMatch(/pool in browse \(closed-2\): threads = pool: pool\.jobs did not grow/);
  expect(stdout).not.toContain('pool in import');
});

test('a sweep of what the scenario does not exercise is told, and ranked nowhere', async () => {
  const quick = ['--variant', 'threads=*', '--seconds-per-rate', '0.2', '--groups', '1'];
  const outcome = await service.loadstone('sweep', ...quick);
  expect(outcome.code).toBe(0);
  const runs = join(service.cwd, 'runs');
  const [id = ''] = readdirSync(runs).filter((name) => existsSync(join(runs, name, 'sweep.json')));
  const path = join(runs, id, 'sweep.json');
  const { scenarios, warnings } = JSON.parse(readFileSync(path, 'utf8')) as SweepDocument;
  const find = (name: string) => scenarios.find(({ scenario }) => scenario === name);
  const curveOf = (name: string, variantId: string) =>
    find(name)?.curves.find((curve) => curve.variantId === variantId);
  expect(curveOf('browse', 'threads=pool')).toMatchObject({ isExercised: false });
  expect(find('browse')?.front.map(({ variantId }) => variantId)).not.toContain('threads=pool');
  expect(curveOf('import', 'threads=pool')).not.toHaveProperty('isExercised');
  expect(curveOf('browse', 'threads=misspelt')).not.toHaveProperty('isExercised');
  expect(warnings.filter(({ code }) => code === 'EXERCISE_UNKNOWN')).toHaveLength(1);
  expect(outcome.stdout.replaceAll(/\s+/g, ' ')).toMatch(
    /does not exercise the difference between variant and baseline.*pool\.jobs did not grow in [\d,]+ requests/,
  );
});
