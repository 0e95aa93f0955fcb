// `latest` is the run that began last, also where two began within one second.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findRunFolder, listRunIds } from './run-folder.ts';
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
