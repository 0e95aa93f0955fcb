// Whole runs of the real command on a small foreign service.
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HistoryDocument } from '../reports/document/history.ts';
import { readDocument } from '../reports/document/versions.ts';
import { type CommandOutcome, runLoadstone, startLoadstone } from './support/command-line.ts';
import { copyFixture } from './support/fixture.ts';
import { runInProcess } from './support/in-process.ts';

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'loadstone-run-'));
  copyFixture('tiny-service', cwd);
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const runIds = () =>
  readdirSync(join(cwd, 'runs'))
    .filter((name) => name !== 'history.jsonl')
    .sort();
const readRun = (id: string) =>
  readDocument('result', JSON.parse(readFileSync(join(cwd, 'runs', id, 'result.json'), 'utf8')));
const lastRun = () => readRun(runIds().at(-1) ?? '');
const run = (...args: readonly string[]): Promise<CommandOutcome> =>
  runLoadstone(['run', ...args], { cwd });

/** Pids of tiny services of this folder that are still alive. */
function listLeftServices(): readonly string[] {
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      return (
        readlinkSync(`/proc/${name}/cwd`) === realpathSync(cwd) &&
        readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('service.mjs') &&
        !readFileSync(`/proc/${name}/stat`, 'utf8').includes(') Z ')
      );
    } catch {
      return false;
    }
  });
}

test('a faster variant of a foreign service is found better, and the run is written whole', async () => {
  const outcome = await run('--variant', 'speed=*,fault=none');
  expect(outcome.stderr).toContain('report.html');
  expect(outcome.code).toBe(0);
  expect(outcome.stdout).toContain('speed = fast');
  const document = lastRun();
  const cell = document.scenarios[0]?.cells.find(({ variantId }) => variantId.includes('fast'));
  expect(document.validity.status).toBe('valid');
  expect(cell?.verdict).toBe('better');
  expect(cell?.groups).toBe(4);
  expect(document.headline.kind).toBe('choose');
  const html = readFileSync(join(cwd, 'runs', document.run.id, 'report.html'), 'utf8');
  expect(html).toContain('speed = fast');
  expect(listLeftServices()).toEqual([]);
});

test('a complete, valid run stands in the history, and entering it by hand adds nothing', async () => {
  const { id } = lastRun().run;
  const history = await runInProcess(['history', '--variant', 'speed=fast', '--json'], { cwd });
  const { series } = JSON.parse(history.stdout) as HistoryDocument;
  expect(series.map(({ metric }) => metric)).toContain(lastRun().scenarios[0]?.primaryMetric);
  for (const { points } of series) expect(points.map(({ runId }) => runId)).toEqual([id]);
  const again = await runInProcess(['history', 'add', id], { cwd });
  expect(again.stdout).toContain('nothing was added');
});

test('a run judged again from its records alone says the same', async () => {
  const before = lastRun();
  const outcome = await runInProcess(['report', before.run.id, '--json'], { cwd });
  expect(outcome.code).toBe(0);
  expect(readDocument('result', JSON.parse(outcome.stdout))).toEqual(before);
  const list = await runInProcess(['list'], { cwd });
  expect(list.stdout).toContain(before.run.id);
});

test('failures are never speed: a variant of half 500s is not recommended', async () => {
  const outcome = await run('--variant', 'speed=slow,fault=errors', '--groups', '3');
  const cell = lastRun().scenarios[0]?.cells.find(({ variantId }) => variantId.includes('errors'));
  expect(outcome.code).toBe(0);
  expect(lastRun().headline.kind).not.toBe('choose');
  expect(cell && cell.failed / (cell.failed + cell.succeeded)).toBeCloseTo(0.5, 1);
  expect(cell?.failureReasons[0]?.reason).toContain('500');
});

test('wrong answers end the command with exit code 5', async () => {
  const outcome = await run('--variant', 'speed=fast,fault=wrong', '--groups', '3');
  expect(outcome.code).toBe(5);
});

test('a service that dies under load voids its groups, and the run goes on and says so', async () => {
  const outcome = await run('--variant', 'speed=slow,fault=dies', '--groups', '2');
  expect(outcome.code).toBe(4);
  const { groups, headline } = lastRun();
  expect(groups.map(({ status }) => status)).toEqual(['void', 'void']);
  expect(groups[0]?.voidReason?.text).toContain('out of luck');
  expect(headline.kind).toBe('no-conclusion');
});

test('variants that never get ready or lie about themselves are not run, with the reason', async () => {
  const outcome = await run('--variant', 'speed=slow,fault=never-ready|lies', '--groups', '1');
  const reasons = Object.fromEntries(
    lastRun().variants.map(({ id, notRunReason }) => [id, notRunReason?.text ?? null]),
  );
  expect(reasons['speed=slow,fault=never-ready']).toContain('cannot find its feet');
  expect(reasons['speed=slow,fault=lies']).toContain('TINY_FAULT');
  expect(reasons['speed=slow,fault=none']).toBeNull();
  expect([3, 4]).toContain(outcome.code);
});

test('Ctrl-C keeps the finished groups, exits 130, leaves nothing behind, and resumes', async () => {
  const started = startLoadstone(['run', '--variant', 'speed=*,fault=none'], { cwd });
  await started.waitFor('group 1 of 4');
  started.child.kill('SIGINT');
  const outcome = await started.ended;
  expect(outcome.code).toBe(130);
  const { run: interrupted } = lastRun();
  expect(interrupted.status).toBe('interrupted');
  expect(interrupted.groupsRun).toBeGreaterThanOrEqual(1);
  expect(listLeftServices()).toEqual([]);
  const resumed = await run('--resume', interrupted.id);
  expect(resumed.code).toBe(0);
  expect(readRun(interrupted.id).run).toMatchObject({ status: 'complete', groupsRun: 4 });
});

test('kill -9 keeps the finished groups, and the next start sweeps what was left', async () => {
  const started = startLoadstone(['run', '--variant', 'speed=*,fault=none'], { cwd });
  await started.waitFor('group 1 of 4');
  started.child.kill('SIGKILL');
  await started.ended;
  const killed = runIds().at(-1) ?? '';
  const resumed = await run('--resume', killed);
  expect(resumed.code).toBe(0);
  expect(readRun(killed).run).toMatchObject({ status: 'complete', groupsRun: 4 });
  expect(listLeftServices()).toEqual([]);
});
