// A tour named where a run is meant, through the whole command line.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ResolvedChapter } from '../spec/resolve-tour.ts';
import {
  beginManifest,
  openTourFolder,
  type TourManifest,
  writeTourManifest,
} from '../store/tour-folder.ts';
import { runProgram } from './program.ts';
import type { TerminalIo } from './terminal-io.ts';

const tourId = '20260102-030405-aaaa';
const runId = '20260102-030406-bbbb';
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadstone-named-run-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function runCommand(...argv: string[]): Promise<number> {
  const io: TerminalIo = {
    ...{ out: () => {}, err: () => {}, hideSecrets: () => {} },
    redact: (text) => text,
    ...{ env: {}, cwd: folder, isOutTty: false, isErrTty: false, widthColumns: 100 },
  };
  return runProgram(argv, io, new AbortController().signal);
}

const text = { en: 'A claim', zh: '说法' };

function buildChapter(id: string): ResolvedChapter {
  const chosen = { scenarios: [], variants: [], leastGroups: 3 };
  return {
    ...{ id, title: text, claim: text, source: null, priority: 1, notMeasured: null },
    run: { command: 'run', config: undefined, preset: id, groups: undefined, ...chosen },
  };
}

function writeTour(runIds: readonly (string | null)[]): void {
  const manifest = beginManifest({
    ...{ id: tourId, startedAt: '2026-01-02T03:04:05.000Z', configPath: 'loadstone.config.mts' },
    ...{ budgetMs: 1_000, reproduceCommand: 'npx loadstone tour claims' },
    tour: {
      ...{ name: 'claims', title: text, description: null, data: null, isQuick: false },
      ...{ budgetMs: 1_000, chapters: runIds.map((_, index) => buildChapter(`chapter-${index}`)) },
    },
  });
  const chapters: TourManifest['chapters'] = manifest.chapters.map((chapter, index) => ({
    ...chapter,
    runId: runIds[index] ?? null,
  }));
  mkdirSync(join(folder, 'runs', tourId), { recursive: true });
  writeTourManifest(openTourFolder(join(folder, 'runs'), tourId), { ...manifest, chapters });
}

test.each([
  ['export', tourId, '--format', 'junit'],
  ['export', '20260102', '--format', 'junit'],
  ['export', join('runs', tourId), '--format', 'png', '--to', 'a.png'],
  ['explain', tourId],
  ['profile', tourId, '--variant', '*'],
  ['history', 'add', tourId],
  ['compare', tourId, runId],
])('%s %s names the runs of the chapters in one line', async (...argv) => {
  writeTour([runId, null]);
  await expect(runCommand(...argv)).rejects.toMatchObject({
    code: 'USAGE',
    message: `${tourId} is a tour; its chapters are runs: chapter-0 ${runId}.`,
    hint: `Name one of these runs instead, for example ${runId}.`,
  });
});

test('a tour without a run names the command that goes on with it', async () => {
  writeTour([null]);
  await expect(runCommand('export', tourId, '--format', 'junit')).rejects.toMatchObject({
    code: 'USAGE',
    hint: `\`loadstone tour --resume ${tourId}\` goes on with it.`,
  });
});
