// Whole commands on stored documents: no process, no server.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunComparison } from '../../../reports/document/compare.ts';
import type { ResultDocument } from '../../../reports/document/result.ts';
import type { RunManifest } from '../../store/manifest.ts';
import { buildTestManifest, testSweep } from '../../store/test-manifest.ts';
import { runProgram } from '../program.ts';
import type { TerminalIo } from '../terminal-io.ts';

const fixtures = join(import.meta.dirname, '../../../reports/fixtures');
let cwd: string;
let printed: { out: string; err: string };
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'loadstone-compare-'));
  printed = { out: '', err: '' };
});
afterEach(() => rmSync(cwd, { recursive: true }));

function loadstone(...argv: readonly string[]) {
  const io: TerminalIo = {
    ...{ env: {}, cwd, isOutTty: false, isErrTty: false, widthColumns: 120 },
    out: (text) => {
      printed.out += `${text}\n`;
    },
    err: (text) => {
      printed.err += `${text}\n`;
    },
    hideSecrets: () => undefined,
    redact: (text) => text,
  };
  return runProgram(argv, io, new AbortController().signal);
}

/** A run folder as it stands after its report, under another id. */
function placeRun(
  id: string,
  fixture = 'v1-complete',
  manifest: Partial<RunManifest> = {},
): string {
  const path = join(cwd, 'runs', id);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'run.json'), JSON.stringify(buildTestManifest(manifest)));
  const document = JSON.parse(
    readFileSync(join(fixtures, `${fixture}.json`), 'utf8'),
  ) as ResultDocument;
  const renamed = { ...document, run: { ...document.run, id } };
  writeFileSync(join(path, 'result.json'), JSON.stringify(renamed));
  return path;
}

test('two runs are named by id, its beginning, latest, folder or file, in any version', async () => {
  placeRun('run-1', 'v1-complete');
  placeRun('run-2', 'v4-complete');
  cpSync(join(cwd, 'runs/run-2'), join(cwd, 'elsewhere'), { recursive: true });
  for (const [a, b] of [
    ['run-1', 'run-2'],
    ['run-1', 'latest'],
    ['runs/run-1', 'elsewhere'],
    ['runs/run-1/result.json', 'run-2'],
  ] as const) {
    printed = { out: '', err: '' };
    expect(await loadstone('compare', a, b)).toBe(0);
    expect(printed.out).toContain('A · crm · run-1');
    expect(printed.out).toContain('Of 16 primary effects: 0 changed');
  }
});

test('as JSON the whole comparison is printed', async () => {
  placeRun('run-1');
  placeRun('run-2');
  await loadstone('compare', 'run-1', 'run-2', '--json');
  const comparison = JSON.parse(printed.out) as RunComparison;
  expect(comparison).toMatchObject({ schemaVersion: 2, kind: 'run-comparison', cellsInCommon: 18 });
  expect(comparison.effects.length).toBeGreaterThan(30);
});

test('a page is written only where it is asked for, and its folder is made', async () => {
  placeRun('run-1');
  placeRun('run-2');
  await loadstone('compare', 'run-1', 'run-2');
  expect(printed.err).toBe('');
  await loadstone('compare', 'run-1', 'run-2', '--html', 'out/page.html');
  expect(readFileSync(join(cwd, 'out/page.html'), 'utf8')).toMatch(/^<!doctype html>/);
  expect(printed.err).toContain('Report: out/page.html');
  await expect(
    loadstone('compare', 'run-1', 'run-2', '--html', 'out/page.html/no.html'),
  ).rejects.toMatchObject({ code: 'STORE_WRITE_FAILED' });
});

test('an invalid run is compared without any verdict, and that is no failure', async () => {
  placeRun('run-1');
  placeRun('run-2', 'v4-invalid');
  expect(await loadstone('compare', 'run-1', 'run-2')).toBe(0);
  expect(printed.out).toContain('No verdict. Run run-2 is invalid.');
});

test('the same run twice is refused, also as run and file', async () => {
  placeRun('run-1');
  await expect(loadstone('compare', 'run-1', 'runs/run-1/result.json')).rejects.toMatchObject({
    code: 'USAGE',
    message: expect.stringContaining('cannot be compared with itself'),
  });
});

test('runs with nothing in common end with exit code 4 and what each has', async () => {
  placeRun('run-1');
  placeRun('run-2', 'v4-factorial');
  await expect(loadstone('compare', 'run-1', 'run-2')).rejects.toMatchObject({
    ...{ code: 'NOTHING_IN_COMMON', exitCode: 4 },
    message: expect.stringMatching(/browse \(closed-16\).* against mixed \(closed-16\)/),
  });
});

test('a sweep is refused, as a run and as a file; what is not there or no result is told', async () => {
  placeRun('run-1');
  placeRun('run-2', 'v4-complete', { sweep: testSweep });
  await expect(loadstone('compare', 'run-1', 'run-2')).rejects.toThrow(/is a sweep/);
  writeFileSync(join(cwd, 'sweep.json'), '{"schemaVersion":1,"kind":"sweep"}');
  await expect(loadstone('compare', 'run-1', 'sweep.json')).rejects.toMatchObject({
    code: 'USAGE',
  });
  writeFileSync(join(cwd, 'other.json'), '{"schemaVersion":99}');
  await expect(loadstone('compare', 'run-1', 'other.json')).rejects.toMatchObject({
    code: 'RUN_UNREADABLE',
  });
  await expect(loadstone('compare', 'run-1', 'gone')).rejects.toMatchObject({
    code: 'RUN_NOT_FOUND',
  });
});
