// The demo's experiment, cut down: the real CRM on real PostgreSQL and Redis, driven by the real command.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ResultDocument } from '../reports/document/result.ts';
import { readDocument } from '../reports/document/versions.ts';
import { type CommandOutcome, compileCacheEnv, runLoadstone } from './support/command-line.ts';

const root = join(import.meta.dirname, '..');
let folder: string;
let outcome: CommandOutcome;
let document: ResultDocument;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'loadstone-demo-'));
  // The same experiment on a small scale; foreign load is let in, for tests share their machine.
  const config = join(root, 'loadstone.config.mts');
  const path = join(folder, 'small.config.mts');
  writeFileSync(
    path,
    `import config from ${JSON.stringify(config)};
export default {
  ...config,
  target: { ...config.target, cwd: ${JSON.stringify(root)}, env: { ...config.target.env, ...${JSON.stringify(compileCacheEnv)} } },
  scenarios: Object.fromEntries(Object.entries(config.scenarios).map(([name, scenario]) =>
    [name, { ...scenario, module: new URL(scenario.module, ${JSON.stringify(`file://${root}/`)}).pathname }])),
  limits: { foreignCpuRatio: 1, generatorWaitRatio: 1, generatorCpuRatio: 1 },
};
`,
  );
  const variants = ['cache=memory', 'cache=redis', 'threads=pool', 'index=fk'];
  outcome = await runLoadstone(
    [
      ...['run', '--config', path, '--preset', 'demo', '--groups', '3', '--seed', '7', '--quiet'],
      ...variants.flatMap((pattern) => ['--variant', pattern]),
    ],
    { cwd: folder, env: { LOADSTONE_HOME: join(folder, 'state') } },
  );
  const id = /runs\/([\w-]+)\/result\.json/.exec(outcome.stderr)?.[1];
  if (id === undefined) throw new Error(`no result: ${outcome.stdout}\n${outcome.stderr}`);
  document = readDocument(
    'result',
    JSON.parse(readFileSync(join(folder, 'runs', id, 'result.json'), 'utf8')),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const metricOf = (variantId: string, metric: string) =>
  document.scenarios[0]?.cells
    .find((cell) => cell.variantId.includes(variantId))
    ?.metrics.find((estimate) => estimate.metric === metric)?.value ?? undefined;

test('every variant is measured, as planned, without a failure or a wrong answer', () => {
  expect(document.variants.map(({ status }) => status)).toEqual(Array(5).fill('measured'));
  expect(document.configurationChecks.map(({ status }) => status)).toEqual(
    Array(5).fill('as-planned'),
  );
  for (const cell of document.scenarios[0]?.cells ?? []) {
    expect(cell.failed + cell.timedOut + cell.wrongBodies).toBe(0);
    expect(cell.succeeded).toBeGreaterThan(0);
    expect(cell.checkedBodies).toBeGreaterThan(0);
  }
});

test('every level is in effect, the pool of threads and the caches among them', () => {
  const statuses = (document.exercise ?? []).map(({ level, status }) => [level, status]);
  expect(statuses).toContainEqual(['pool', 'exercised']);
  expect(statuses).toContainEqual(['memory', 'exercised']);
  expect(statuses.filter(([, status]) => status !== 'exercised')).toEqual([]);
});

test('the service counted the same requests as the driver, and all add up', () => {
  const failed = document.validity.checks.filter(({ status }) => status === 'failed');
  expect(failed).toEqual([]);
  const statuses = Object.fromEntries(
    document.validity.checks.map(({ name, status }) => [name, status]),
  );
  expect(statuses).toMatchObject({
    'requests-add-up': 'ok',
    'service-counter-agrees': 'ok',
    'variants-as-planned': 'ok',
    'order-randomised': 'ok',
  });
});

test('the robust figures tell what the levels do, however busy the machine is', () => {
  const baseline = 'cache=none,threads=single,index=composite';
  const calls = metricOf(baseline, 'databaseCallsPerRequest') ?? Number.NaN;
  // A page of orders takes two, an import seven.
  expect(calls).toBeGreaterThan(1);
  expect(calls).toBeLessThan(1.5);
  expect(metricOf('cache=memory', 'databaseCallsPerRequest')).toBeLessThan(0.7 * calls);
  expect(metricOf('cache=redis', 'databaseCallsPerRequest')).toBeLessThan(0.7 * calls);
  expect(metricOf('cache=memory', 'cacheHitRatio')).toBeGreaterThan(0.3);
  const buffers = metricOf(baseline, 'databaseBuffersPerRequest') ?? Number.NaN;
  expect(metricOf('index=fk', 'databaseBuffersPerRequest')).toBeGreaterThan(2 * buffers);
  expect(metricOf('cache=redis', 'cacheCpuPerRequestUs')).toBeGreaterThan(0);
});

test('the command ends well and prints the table', () => {
  expect(outcome.stdout).toContain('cache = memory');
  expect(outcome.code).toBe(0);
});
