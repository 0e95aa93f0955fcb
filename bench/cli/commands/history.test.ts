// Whole commands on a folder of runs made from fixtures: no process, no server.
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { HistoryDocument } from '../../../reports/schema/history.ts';
import { parseResult } from '../../../reports/schema/reader.ts';
import type { RunManifest } from '../../store/manifest.ts';
import { buildTestManifest, testSweep } from '../../store/test-manifest.ts';
import { enterFinishedRun } from '../enter-history.ts';
import { runProgram } from '../program.ts';
import type { TerminalIo } from '../terminal-io.ts';

const fixtures = join(import.meta.dirname, '../../../reports/fixtures');
let cwd: string;
let printed: { out: string; err: string };
let io: TerminalIo;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'loadstone-history-'));
  printed = { out: '', err: '' };
  io = {
    ...{ env: {}, cwd, isOutTty: false, isErrTty: false, widthColumns: 100 },
    out: (text) => {
      printed.out += `${text}\n`;
    },
    err: (text) => {
      printed.err += `${text}\n`;
    },
    hideSecrets: () => undefined,
    redact: (text) => text,
  };
});
afterEach(() => rmSync(cwd, { recursive: true }));

/** A folder of a run as it stands after its report. */
function placeRun(fixture: string, manifest: Partial<RunManifest> = {}, runs = 'runs'): string {
  const path = join(cwd, runs, fixture);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'run.json'), JSON.stringify(buildTestManifest(manifest)));
  cpSync(join(fixtures, `v1-${fixture}.json`), join(path, 'result.json'));
  return path;
}

async function loadstone(...argv: readonly string[]): Promise<string> {
  printed = { out: '', err: '' };
  await runProgram(argv, io, new AbortController().signal);
  return printed.out;
}

const readFixture = (name: string) =>
  parseResult(JSON.parse(readFileSync(join(fixtures, `v1-${name}.json`), 'utf8')));

test('a run is entered by hand once, and shown', async () => {
  placeRun('complete');
  expect(await loadstone('history', 'add', 'comp')).toMatch(/entered .* with 40 comparisons/);
  expect(await loadstone('history', 'add', 'complete')).toContain('nothing was added');
  const shown = await loadstone('history', '--scenario', 'browse', '--metric', 'throughputRps');
  expect(shown).toContain('none · single · composite');
  expect(shown).toContain('too few runs for change points (1 of 10)');
  expect(shown).not.toContain('order-entry');
});

test('another folder of runs is found whether it is named before or after `add`', async () => {
  placeRun('complete', {}, 'a');
  placeRun('complete', {}, 'b');
  expect(await loadstone('history', '--runs', 'a', 'add', 'latest')).toContain('entered');
  expect(await loadstone('history', 'add', 'latest', '--runs', 'b')).toContain('entered');
});

test('as JSON the whole document is printed', async () => {
  placeRun('complete');
  await loadstone('history', 'add', 'complete');
  const shown = await loadstone('history', '--variant', 'threads=pool', '--json');
  const document = JSON.parse(shown) as HistoryDocument;
  expect(document.series.map(({ scenario, metric }) => `${scenario} ${metric}`)).toEqual([
    ...['browse throughputRps', 'browse cpuPerRequestUs', 'browse latencyP99Us'],
    ...['order-entry latencyP99Us', 'order-entry cpuPerRequestUs'],
  ]);
});

test('an invalid run is refused, a sweep and a damaged result too', async () => {
  placeRun('invalid');
  await expect(loadstone('history', 'add', 'invalid')).rejects.toThrow(/is invalid and cannot/);
  placeRun('complete', { sweep: testSweep });
  await expect(loadstone('history', 'add', 'complete')).rejects.toThrow(/is a sweep/);
  const path = placeRun('aa');
  writeFileSync(join(path, 'result.json'), '{"schemaVersion":1}');
  await expect(loadstone('history', 'add', 'aa')).rejects.toThrow(
    /aa\/result\.json: not a readable result/,
  );
  await expect(loadstone('history', 'add', 'none')).rejects.toThrow(/There is no run none/);
  expect(await loadstone('history')).toContain('The history is empty');
});

test('what nothing fits is answered with what there is', async () => {
  placeRun('complete');
  await loadstone('history', 'add', 'complete');
  await expect(loadstone('history', '--metric', 'p99')).rejects.toMatchObject({
    code: 'SELECTION_EMPTY',
    hint: expect.stringContaining('latencyP99Us'),
  });
});

test('a damaged line is told by its number and hides no other', async () => {
  placeRun('complete');
  const path = join(cwd, 'runs/history.jsonl');
  writeFileSync(path, 'garbage\n');
  await loadstone('history', 'add', 'complete');
  appendFileSync(path, '{"historyVersion":1,"torn');
  expect(await loadstone('history')).toContain('none · single · composite');
  expect(printed.err).toMatch(/history\.jsonl, line 1 is no JSON/);
  expect(printed.err).not.toContain('line 42');
});

test('the end of a run enters it where it is complete and valid', () => {
  const folder = (name: string) => {
    const path = placeRun(name);
    return { id: name, path, recordsPath: join(path, 'records.jsonl') };
  };
  enterFinishedRun(folder('invalid'), readFixture('invalid'), io);
  enterFinishedRun(folder('partial'), readFixture('partial'), io);
  expect(printed.err).toBe('');
  enterFinishedRun(folder('complete'), readFixture('complete'), io);
  expect(printed.err).toContain('History: runs/history.jsonl');
});

test('a history that cannot be written is told and spoils no run', () => {
  const path = placeRun('complete');
  mkdirSync(join(cwd, 'runs/history.jsonl'));
  const folder = { id: 'complete', path, recordsPath: '' };
  enterFinishedRun(folder, readFixture('complete'), io);
  expect(printed.err).toContain('The run is not in the history: Cannot read');
});
