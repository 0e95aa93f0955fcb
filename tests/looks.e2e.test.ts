// `loadstone run` ends at the look where everything is decided, goes on with --more, and keeps to its budget.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyGatedService, type GatedService } from './support/gated-service.ts';

let service: GatedService;
beforeAll(() => {
  service = copyGatedService();
});
afterAll(() => service.remove());

test('a difference that is clear at the first look ends the run there', async () => {
  const outcome = await service.loadstone('run', '--variant', 'work=heavy', '--groups', '12');
  expect(outcome.code).toBe(0);
  const { run } = service.readLastRun();
  expect(run).toMatchObject({ status: 'complete', groupsPlanned: 12, groupsRun: 8 });
  expect(run.sequential).toMatchObject({ looks: [8, 12], stoppedBecause: 'all-decided' });
  expect(outcome.stdout).toContain('8 valid groups of 12');
  expect(outcome.stdout).toContain('decided at the test after 8');
  expect(outcome.stdout.replaceAll(/\s+/g, ' ')).toContain('because nothing was left to decide');
});

test('groups are appended under intervals that hold at any time', async () => {
  const { id } = service.readLastRun().run;
  const outcome = await service.loadstone('run', '--more', id, '--groups', '2');
  expect(outcome.code).toBe(0);
  const { run, scenarios } = service.readLastRun();
  expect(run.id).toBe(id);
  expect(run.groupsRun).toBeGreaterThan(8);
  expect(run.sequential.kind).toBe('anytime');
  const methods = scenarios[0]?.cells.flatMap(({ comparisons }) =>
    comparisons.map(({ method }) => method),
  );
  expect(methods).toContain('confidence-sequence');
});

test('--more takes nothing that the earlier run says itself', async () => {
  const outcome = await service.ask('gate', '--more', 'latest', '--seed', '3');
  expect(outcome.code).toBe(2);
  expect(outcome.stderr).toContain('--more does not take --seed');
});

test('a budget plans no more groups than it holds', async () => {
  const outcome = await service.loadstone('run', '--variant', 'work=twin', '--budget', '28s');
  expect(outcome.code).toBe(0);
  const { run } = service.readLastRun();
  expect(run.status).toBe('complete');
  expect(run.groupsRun).toBeGreaterThanOrEqual(3);
  // Without it a budget alone would plan as many groups as there may be.
  expect(run.groupsPlanned).toBeLessThan(100);
});
