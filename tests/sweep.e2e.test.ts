// Whole sweeps of the real command on a small foreign service; timing decides nothing here.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunRecord } from '../bench/measurement/records.ts';
import type { SweepDocument } from '../reports/document/sweep.ts';
import { runLoadstone, startLoadstone } from './support/command-line.ts';
import { copyFixture } from './support/fixture.ts';
import { runInProcess } from './support/in-process.ts';

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'loadstone-sweep-'));
  copyFixture('tiny-service', cwd);
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const lastId = () => readdirSync(join(cwd, 'runs')).sort().at(-1) ?? '';
const readFile = (name: string) => readFileSync(join(cwd, 'runs', lastId(), name), 'utf8');
const readSweep = () => JSON.parse(readFile('sweep.json')) as SweepDocument;
const readSlices = () =>
  readFile('records.jsonl')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RunRecord)
    .filter((record) => record.kind === 'sweep-slice');
const quick = ['--variant', 'speed=*,fault=none', '--seconds-per-rate', '0.2'];

test('a sweep gives every variant a curve whose requests add up, and writes all its files', async () => {
  const outcome = await runLoadstone(['sweep', ...quick, '--groups', '2', '--slo-p99', '50'], {
    cwd,
  });
  expect(outcome.stderr).toContain('sweep.html');
  expect(outcome.code).toBe(0);
  const document = readSweep();
  expect(document).toMatchObject({ schemaVersion: 2, kind: 'sweep', run: { status: 'complete' } });
  expect(document.slo.latencyP99Us).toBe(50_000);
  const curves = document.scenarios[0]?.curves ?? [];
  expect(curves.map(({ variantId }) => variantId).sort()).toEqual([
    'speed=fast,fault=none',
    'speed=slow,fault=none',
  ]);
  for (const { points, capacityRps } of curves) {
    const rates = points.map(({ rateRps }) => rateRps);
    expect(rates).toEqual(rates.toSorted((a, b) => a - b));
    expect(new Set(rates).size).toBe(rates.length);
    expect(points.length).toBeGreaterThanOrEqual(8);
    expect(points.filter(({ repetitions }) => repetitions === 2).length).toBeGreaterThanOrEqual(8);
    expect(capacityRps?.median).toBeGreaterThan(0);
  }
  const slices = readSlices();
  for (const { counts, rateRps, durationMs } of slices) {
    const { succeeded, failed, timedOut, inFlightAtEnd, dropped } = counts;
    expect(counts.scheduled).toBe(succeeded + failed + timedOut + inFlightAtEnd + dropped);
    // On a busy machine the slow variant carries so little that chance leaves a slice empty.
    if ((rateRps * durationMs) / 1_000 > 20) expect(counts.scheduled).toBeGreaterThan(0);
  }
  expect(slices.map(({ position, group }) => `${group} ${position}`)).toEqual(
    [0, 1].flatMap((group) =>
      slices.filter((slice) => slice.group === group).map((_, position) => `${group} ${position}`),
    ),
  );
  const page = readFile('sweep.html');
  for (const label of ['baseline', 'speed = fast']) {
    expect(page).toContain(label);
    expect(outcome.stdout).toContain(label);
  }
  expect(page).toContain('SLO: p99 ≤ 50.0');
  expect(page.match(/<script/g)).toHaveLength(1);
  expect(outcome.stdout).toContain('Highest rate within the SLO');
});

test('a sweep judged again from its folder says the same, and is no run to go on with', async () => {
  const before = readSweep();
  const again = await runInProcess(['report', before.run.id, '--json'], { cwd });
  expect(again.code).toBe(0);
  expect(JSON.parse(again.stdout)).toEqual(before);
  const resumed = await runInProcess(['run', '--resume', before.run.id], { cwd });
  expect(resumed.code).toBe(2);
  expect(resumed.stderr).toContain(before.run.reproduceCommand);
});

test('Ctrl-C keeps the slices that have ended and exits 130', async () => {
  const started = startLoadstone(['sweep', ...quick, '--groups', '3'], { cwd });
  await started.waitFor('group 1 of 3');
  started.child.kill('SIGINT');
  const outcome = await started.ended;
  expect(outcome.code).toBe(130);
  const document = readSweep();
  expect(document.run.status).toBe('interrupted');
  expect(document.scenarios[0]?.curves[0]?.points.length).toBeGreaterThanOrEqual(8);
});

test('wrong answers end a sweep with exit code 5', async () => {
  const args = [
    '--variant',
    'speed=fast,fault=wrong',
    '--seconds-per-rate',
    '0.2',
    '--groups',
    '1',
  ];
  const outcome = await runLoadstone(['sweep', ...args], { cwd });
  expect(outcome.code).toBe(5);
});

test('answers are compared before a sweep, also where its load checks none', async () => {
  const config = readFileSync(join(cwd, 'loadstone.config.mts'), 'utf8');
  const unchecked = config.replace(
    'bodyCheckRatio: 1',
    'bodyCheckRatio: 0, parity: { values: true }',
  );
  expect(unchecked).not.toBe(config);
  writeFileSync(join(cwd, 'unchecked.config.mts'), unchecked);
  const variants = ['--variant', 'speed=fast,fault=wrong'];
  const args = [...variants, '--seconds-per-rate', '0.2', '--groups', '1'];
  const outcome = await runLoadstone(['sweep', '--config', 'unchecked.config.mts', ...args], {
    cwd,
  });
  expect(outcome.stdout).toMatch(
    /responses? w(as|ere) wrong\. Against the baseline most often: hello/,
  );
  expect(outcome.code).toBe(5);
  const curves = readSweep().scenarios[0]?.curves ?? [];
  const wrong = curves.filter(({ wrongBodies }) => wrongBodies > 0);
  expect(wrong.map(({ variantId }) => variantId)).toEqual(['speed=fast,fault=wrong']);
});

test('bad options are refused before anything starts', async () => {
  const before = readdirSync(join(cwd, 'runs')).length;
  for (const args of [
    ['--slo-p99', 'soon'],
    ['--seconds-per-rate', '0'],
    ['--driver', 'autocannon'],
  ]) {
    const outcome = await runInProcess(['sweep', ...args], { cwd });
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toContain('USAGE');
  }
  expect(readdirSync(join(cwd, 'runs'))).toHaveLength(before);
});
