// Faults by the real command on a small foreign service: what is broken is healed, and wrong data are found.
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import faultsSchema from '../reports/document/faults.schema.json' with { type: 'json' };
import type { FaultFigures, FaultsDocument } from '../reports/document/faults.ts';
import { runLoadstone, startLoadstone } from './support/command-line.ts';
import { copyFixture } from './support/fixture.ts';
import { runInProcess } from './support/in-process.ts';

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'loadstone-faults-'));
  copyFixture('ledger-service', cwd);
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const faults = (...args: readonly string[]) => runLoadstone(['faults', ...args], { cwd });
const runIds = () =>
  readdirSync(join(cwd, 'runs'))
    .filter((name) => name !== 'history.jsonl')
    .sort();
const pathOf = (file: string) => join(cwd, 'runs', runIds().at(-1) ?? '', file);
const validate = new Ajv2020().compile<FaultsDocument>(faultsSchema);
/** What the JSON Schema does not allow is no document. */
function readDocument(): FaultsDocument {
  const document: unknown = JSON.parse(readFileSync(pathOf('faults.json'), 'utf8'));
  if (!validate(document)) throw new Error(JSON.stringify(validate.errors));
  return document;
}

function figuresOf(document: FaultsDocument, variantId: string): FaultFigures {
  const cell = document.faults.cells.find((one) => one.variantId === variantId);
  if (cell?.figures == null) throw new Error(`${variantId} was not measured: ${cell?.reason}`);
  return cell.figures;
}

/** States of the services of this folder that are still there, such as `S` or `T`. */
function listServiceStates(): readonly string[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const isOurs =
        readlinkSync(`/proc/${name}/cwd`) === realpathSync(cwd) &&
        readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('service.mjs');
      const state = /\) (\w)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8'))?.[1] ?? '';
      return isOurs && state !== 'Z' ? [state] : [];
    } catch {
      return [];
    }
  });
}

test('a pause shows as an outage and heals, and each of three services that treat data wrongly is caught', async () => {
  const outcome = await faults();
  expect(outcome.stderr).toContain('faults.html');
  expect(outcome.code).toBe(5);
  const document = readDocument();
  expect(document.faults.audit.status).toBe('violated');
  const right = figuresOf(document, 'mode=right');
  expect(right.evidence.code).toBe('evidence-stopped');
  expect(right.before.availability.ratio).toBeGreaterThan(0.9);
  expect(right.during.availability.ratio).toBeLessThan(0.5);
  // Its ten users send alike and are hit alike.
  const { userUptime, availability } = right;
  expect(userUptime?.ratio).toBeLessThan(1);
  expect(Math.abs((userUptime?.ratio ?? 9) - availability.ratio)).toBeLessThan(0.15);
  expect(right.longestOutage.medianMs).toBeGreaterThanOrEqual(1_000);
  // How soon it is back is the machine's affair here: tests/recorded.test.ts asks it of recorded requests.
  expect(right.audit).toMatchObject({ status: 'clean', lost: 0, duplicated: 0, phantom: 0 });
  expect(right.audit.acknowledged).toBeGreaterThan(100);
  const { before, during, after } = right;
  const sum = [before, during, after].reduce((total, { intended }) => total + intended, 0);
  expect(sum).toBeGreaterThan(1_000);
  expect(figuresOf(document, 'mode=loses').audit.lost).toBeGreaterThan(0);
  expect(figuresOf(document, 'mode=doubles').audit.duplicated).toBeGreaterThan(0);
  expect(figuresOf(document, 'mode=stale').audit.staleness.beyondLimit).toBeGreaterThan(0);
  expect(outcome.stdout).toContain('Wrong data');
  expect(readFileSync(pathOf('faults.html'), 'utf8')).toContain('mode=right'.slice(5));
  expect(readdirSync(pathOf('requests'))).toHaveLength(4);
  expect(listServiceStates()).toEqual([]);
});

test('a run judged again from its records alone says the same', async () => {
  const before = readDocument();
  const outcome = await runInProcess(['report', before.run.id, '--json'], { cwd });
  expect(JSON.parse(outcome.stdout)).toEqual(before);
  const exported = await runInProcess(['export', before.run.id, '--format', 'csv-episodes'], {
    cwd,
  });
  const groups = before.faults.cells.map(({ figures }) => figures?.groups ?? 0);
  const episodes = groups.reduce((sum, one) => sum + one, 0);
  expect(exported.stdout.trimEnd().split('\r\n')).toHaveLength(1 + episodes);
});

test('a service that loses nothing passes its audit, while a gate on its availability fails', async () => {
  const outcome = await faults('--preset', 'gated');
  expect(outcome.code).toBe(1);
  expect(outcome.stdout).toContain('PASS loses-nothing');
  expect(outcome.stdout).toContain('FAIL stays-up');
  const { gates } = readDocument().faults;
  expect(gates.map(({ name, outcome: found }) => [name, found])).toEqual([
    ['loses-nothing', 'pass'],
    ['stays-up', 'fail'],
  ]);
});

test('run injects after its groups, and the report of the comparison tells both', async () => {
  const outcome = await runLoadstone(['run', '--variant', 'mode=right'], { cwd });
  expect(outcome.stdout).toContain('Service paused');
  expect(existsSync(pathOf('result.json'))).toBe(true);
  expect(figuresOf(readDocument(), 'mode=right').audit.status).toBe('clean');
  expect(readFileSync(pathOf('report.html'), 'utf8')).toContain('Service paused');
});

test('Ctrl-C in the middle of a fault heals it, keeps what was measured, and the run resumes', async () => {
  const started = startLoadstone(['faults', '--variant', 'mode=loses'], { cwd });
  await started.waitFor('1 of 2');
  await expect.poll(listServiceStates, { timeout: 30_000 }).toContain('T');
  started.child.kill('SIGINT');
  const outcome = await started.ended;
  expect(outcome.code).toBe(130);
  expect(listServiceStates()).toEqual([]);
  expect(readDocument().run.status).toBe('partial');
  const { id } = readDocument().run;
  const resumed = await faults('--resume', id);
  expect(resumed.stderr).toContain('2 of 2');
  expect(resumed.stderr).not.toContain('1 of 2');
  expect(readDocument().run).toMatchObject({ id, status: 'complete' });
});

test('after kill -9 in the middle of a fault nothing stays stopped, and the next start cleans up', async () => {
  const started = startLoadstone(['faults', '--preset', 'alone'], { cwd });
  await expect.poll(listServiceStates, { timeout: 30_000 }).toContain('T');
  started.child.kill('SIGKILL');
  await started.ended;
  const again = await faults('--preset', 'alone');
  expect(again.code).toBe(0);
  expect(again.stderr).toMatch(/left by a dead run|dead run/);
  expect(listServiceStates()).toEqual([]);
  expect(readdirSync(join(cwd, '.loadstone/journal'))).toEqual([]);
});

test('a service that does not come back after a kill is measured as such, with its last words', async () => {
  // Its folder is its own, empty at first and kept over the restart: the lock in it is what it stumbles over.
  const lines = [
    "import { existsSync, writeFileSync } from 'node:fs';",
    "const lock = process.env.LEDGER_FOLDER + '/lock';",
    "if (existsSync(lock)) throw new Error('the lock is still there');",
    "writeFileSync(lock, '');",
    "await import('./service.mjs');",
  ];
  writeFileSync(join(cwd, 'once.mjs'), lines.join('\n'));
  const config = readFileSync(join(cwd, 'loadstone.config.mts'), 'utf8')
    .replace("['node', 'service.mjs'],", "['node', 'once.mjs'], dataFolderEnv: 'LEDGER_FOLDER',")
    .replace("inject: ['service-paused']", "inject: ['service-killed']");
  writeFileSync(join(cwd, 'once.config.mts'), config);
  const outcome = await faults('--config', 'once.config.mts', '--preset', 'alone');
  expect(outcome.stderr).toContain('writes not audited');
  const figures = figuresOf(readDocument(), 'mode=right');
  expect(figures.after.availability.ratio).toBe(0);
  expect(figures.recover.censored).toBe(1);
  expect(figures.evidence.text).toMatch(/did not come back.*ended with code 1/);
  expect(figures.evidence.params.parts).toMatchObject([{}, { code: 'evidence-not-back' }]);
});

test('what cannot be done here is not run, with the reason, and is no pass', async () => {
  const outcome = await faults('--preset', 'alone', '--fault', 'redis-paused');
  expect(outcome.stdout + outcome.stderr).toContain('This variant has no Redis.');
  expect(outcome.code).toBe(4);
});

test.each([
  [
    'an unknown fault',
    ['--fault', 'servce-paused'],
    /There is no fault "servce-paused".*service-paused/s,
  ],
  ['a pattern that fits nothing', ['--fault', 'mysql-*'], /No fault matches "mysql-\*"/],
  ['another driver', ['--driver', 'k6'], /driver open only/],
  ['two scenarios', ['--scenario', 'orders', '--scenario', 'orders'], /one scenario/],
  ['a run that is not there', ['--resume', 'nothing'], /There is no run nothing/],
])('%s is told in one message with exit code 2', async (_, args, message) => {
  const outcome = await runInProcess(['faults', ...args], { cwd });
  expect(outcome.code).toBe(2);
  expect(outcome.stderr).toMatch(message);
  expect(outcome.stderr).not.toContain('    at ');
});
