// `latest` is the run that began last, also where two began within one second.
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openRecordLog } from './record-log.ts';
import { createRedactor } from './redaction.ts';
import {
  createRunFolder,
  findRunFolder,
  listRunIds,
  readManifest,
  writeCompressed,
  writeManifest,
  writeRunFile,
} from './run-folder.ts';
import { buildTestManifest } from './test-manifest.ts';

let runs = '';
beforeEach(() => {
  runs = mkdtempSync(join(tmpdir(), 'loadstone-runs-'));
});
afterEach(() => rmSync(runs, { recursive: true, force: true }));

function addRun(id: string, startedAt: string): void {
  mkdirSync(join(runs, id));
  const manifest = buildTestManifest({ id, startedAt });
  writeFileSync(join(runs, id, 'run.json'), JSON.stringify(manifest));
}

test('of runs that began in one second the one with the later millisecond is the latest', () => {
  addRun('20260101-120000-ffff', '2026-01-01T12:00:00.120Z');
  addRun('20260101-120000-0000', '2026-01-01T12:00:00.950Z');
  addRun('20260101-120000-8888', '2026-01-01T12:00:00.480Z');
  addRun('20251231-235959-ffff', '2025-12-31T23:59:59.999Z');
  expect(findRunFolder(runs, 'latest').id).toBe('20260101-120000-0000');
  expect(listRunIds(runs)).toEqual([
    '20260101-120000-0000',
    '20260101-120000-8888',
    '20260101-120000-ffff',
    '20251231-235959-ffff',
  ]);
});

test('in the same millisecond the id decides, and a damaged manifest is never the latest of its second', () => {
  addRun('20260101-120000-aaaa', '2026-01-01T12:00:00.500Z');
  addRun('20260101-120000-bbbb', '2026-01-01T12:00:00.500Z');
  mkdirSync(join(runs, '20260101-120000-cccc'));
  writeFileSync(join(runs, '20260101-120000-cccc', 'run.json'), '{"manifest');
  expect(listRunIds(runs).map((id) => id.slice(-4))).toEqual(['bbbb', 'aaaa', 'cccc']);
});

test('a run folder and its files are for their owner alone, one that an older version left open too', () => {
  const folder = createRunFolder(runs, '20260101-120000-dddd');
  const modeOf = (path: string) => statSync(path).mode & 0o777;
  writeRunFile(folder, 'result.json', '{}');
  writeCompressed(folder, 'requests/one.jsonl.gz', 'x');
  openRecordLog(folder.recordsPath).close();
  const files = ['result.json', 'requests/one.jsonl.gz', 'records.jsonl'];
  expect(files.map((name) => modeOf(join(folder.path, name)))).toEqual([0o600, 0o600, 0o600]);
  expect([folder.path, join(folder.path, 'requests')].map(modeOf)).toEqual([0o700, 0o700]);
  addRun('20250101-120000-eeee', '2025-01-01T12:00:00.000Z');
  const older = findRunFolder(runs, '20250101');
  expect(modeOf(older.path) & 0o055).not.toBe(0);
  writeManifest(older, readManifest(older), createRedactor([]));
  expect([older.path, join(older.path, 'run.json')].map(modeOf)).toEqual([0o700, 0o600]);
});
