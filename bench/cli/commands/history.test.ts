// Whole commands on a folder of runs made from fixtures: no process, no server.
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { HistoryDocument } from '../../../reports/document/history.ts';
import { readDocument } from '../../../reports/document/versions.ts';
import type { RunManifest } from '../../store/manifest.ts';
import type { RunFolder } from '../../store/run-folder.ts';
import { fakeHistoryEntry } from '../../store/test-history.ts';
import { buildTestManifest, testSweep, writeTestRun } from '../../store/test-manifest.ts';
import { runProgram } from '../program.ts';
import type { TerminalIo } from '../terminal-io.ts';
import { buildHistoryFilter, enterFinishedRun, listChoices } from './history.ts';

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

const complete = '20260101-000000-aaaa';

/** A folder of a run as it stands after its report. */
async function placeRun(manifest: Partial<RunManifest> = {}, runs = 'runs'): Promise<RunFolder> {
  const folder = writeTestRun(join(cwd, runs), buildTestManifest(manifest));
  if (manifest.sweep === undefined) await loadstone('report', folder.id, '--runs', runs);
  return folder;
}

function placeFolder(id: string): RunFolder {
  const path = join(cwd, 'runs', id);
  mkdirSync(path, { recursive: true });
  return { id, path, recordsPath: join(path, 'records.jsonl') };
}

async function loadstone(...argv: readonly string[]): Promise<string> {
  printed = { out: '', err: '' };
  await runProgram(argv, io, new AbortController().signal);
  return printed.out;
}

const readFixture = (name: string) =>
  readDocument('result', JSON.parse(readFileSync(join(fixtures, `v1-${name}.json`), 'utf8')));

test('a run is entered by hand once, and shown', async () => {
  await placeRun();
  expect(await loadstone('history', 'add', '2026')).toMatch(/entered .* with 3 comparisons/);
  expect(await loadstone('history', 'add', complete)).toContain('nothing was added');
  const shown = await loadstone('history', '--scenario', 'browse', '--metric', 'throughputRps');
  expect(shown).toContain('against baseline; higher is better');
  expect(shown).toContain('too few runs for change points (1 of 10)');
  expect(shown).not.toContain('p99 latency');
});

test('another folder of runs is found whether it is named before or after `add`', async () => {
  await placeRun({}, 'a');
  await placeRun({}, 'b');
  expect(await loadstone('history', '--runs', 'a', 'add', 'latest')).toContain('entered');
  expect(await loadstone('history', 'add', 'latest', '--runs', 'b')).toContain('entered');
});

test('as JSON the whole document is printed', async () => {
  await placeRun();
  await loadstone('history', 'add', complete);
  const shown = await loadstone('history', '--variant', 'cache=memory', '--json');
  const document = JSON.parse(shown) as HistoryDocument;
  expect(document.series.map(({ scenario, metric }) => `${scenario} ${metric}`)).toEqual([
    ...['browse throughputRps', 'browse cpuPerRequestUs', 'browse latencyP99Us'],
  ]);
});

test('an invalid run is refused, a sweep and one that is not there too', async () => {
  const { experiment } = buildTestManifest();
  const strict = { ...experiment, limits: { ...experiment.limits, foreignCpuRatio: 0 } };
  await placeRun({ sweep: testSweep, command: 'sweep' });
  await expect(loadstone('history', 'add', complete)).rejects.toThrow(/is a sweep/);
  await expect(loadstone('history', 'add', 'none')).rejects.toThrow(/There is no run none/);
  const folder = await placeRun({ id: '20260102-000000-bbbb', experiment: strict });
  const all = readFileSync(folder.recordsPath, 'utf8');
  writeFileSync(
    folder.recordsPath,
    all.replaceAll('"status":"valid"', '"status":"void","voidReason":"foreign CPU"'),
  );
  await expect(loadstone('history', 'add', folder.id)).rejects.toMatchObject({
    code: expect.stringMatching(/^RUN_INVALID$/),
  });
  await loadstone('report', folder.id);
  expect(await loadstone('list')).toMatch(/bbbb .*12 of 12 +complete, invalid$/m);
  expect(await loadstone('history')).toContain('The history is empty');
});

test.each([
  [
    'doubled',
    (path: string) => {
      const lines = readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line !== '');
      writeFileSync(path, lines.map((line) => `${line}\n${line}\n`).join(''));
    },
  ],
  ['emptied', (path: string) => writeFileSync(path, '')],
  ['removed', (path: string) => rmSync(path)],
  [
    'made a folder',
    (path: string) => {
      rmSync(path);
      mkdirSync(path);
    },
  ],
])(
  'a run whose records were %s enters no history, and is listed as unreadable',
  async (_, damage) => {
    const { recordsPath } = await placeRun();
    expect(await loadstone('list')).toMatch(/aaaa .*12 of 12 +complete$/m);
    damage(recordsPath);
    await expect(loadstone('history', 'add', complete)).rejects.toMatchObject({
      code: expect.stringMatching(/^(RECORD_INVALID|RUN_UNREADABLE|NOTHING_MEASURED)$/),
    });
    expect(await loadstone('list')).toMatch(/aaaa .*unreadable$/m);
    expect(await loadstone('history')).toContain('The history is empty');
  },
);

test('what nothing fits is answered with what there is', async () => {
  await placeRun();
  await loadstone('history', 'add', complete);
  await expect(loadstone('history', '--metric', 'p99')).rejects.toMatchObject({
    code: 'SELECTION_EMPTY',
    hint: expect.stringContaining('latencyP99Us'),
  });
});

test('a damaged line is told by its number and hides no other', async () => {
  await placeRun();
  const path = join(cwd, 'runs/history.jsonl');
  writeFileSync(path, 'garbage\n');
  await loadstone('history', 'add', complete);
  appendFileSync(path, '{"historyVersion":1,"torn');
  expect(await loadstone('history')).toContain('against baseline; higher is better');
  expect(printed.err).toMatch(/history\.jsonl, line 1 is no JSON/);
  expect(printed.err).not.toContain('line 5');
});

test('the end of a run enters it where it is complete and valid', () => {
  enterFinishedRun(placeFolder('invalid'), readFixture('invalid'), io);
  enterFinishedRun(placeFolder('partial'), readFixture('partial'), io);
  expect(printed.err).toBe('');
  enterFinishedRun(placeFolder('complete'), readFixture('complete'), io);
  expect(printed.err).toContain('History: runs/history.jsonl');
});

test('a history that cannot be written is told and spoils no run', () => {
  const folder = placeFolder('complete');
  mkdirSync(join(cwd, 'runs/history.jsonl'), { recursive: true });
  enterFinishedRun(folder, readFixture('complete'), io);
  expect(printed.err).toContain('The run is not in the history: Cannot read');
});

const entry = fakeHistoryEntry(0);

test.each([
  ['cache=redis,threads=single', true],
  ['cache = redis', true],
  ['*', true],
  ['cache=redis', true],
  ['cache=redis,threads=*', true],
  ['threads=single|cluster', true],
  [' cache = redis , threads = single ', true],
  ['cache=memory', false],
  ['cache=redis,threads=cluster', false],
  ['cache=red', false],
  ['index=*', false],
  ['redis', false],
  ['', false],
])('the variant pattern %j takes cache = redis: %s', (pattern, isTaken) => {
  expect(buildHistoryFilter({ variant: [pattern] })(entry)).toBe(isTaken);
});

test('several words of one option are alternatives, several options must all fit', () => {
  expect(buildHistoryFilter({})(entry)).toBe(true);
  expect(buildHistoryFilter({ scenario: ['search', 'browse'] })(entry)).toBe(true);
  expect(buildHistoryFilter({ scenario: ['browse'], metric: ['latencyP99Us'] })(entry)).toBe(false);
  expect(buildHistoryFilter({ scenario: ['brows'] })(entry)).toBe(false);
});

test('the choices are named once each', () => {
  const entries = [entry, fakeHistoryEntry(1), fakeHistoryEntry(2, { metric: 'latencyP99Us' })];
  expect(listChoices(entries)).toContain(
    'scenarios browse; the metrics latencyP99Us, throughputRps;',
  );
});
