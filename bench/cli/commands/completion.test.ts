import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runProgram } from '../program.ts';
import type { TerminalIo } from '../terminal-io.ts';

let folder = '';
let printed = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadstone-completion-'));
  printed = '';
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const openIo = (): TerminalIo => ({
  ...{ out: (text) => (printed += text), err: () => {}, hideSecrets: () => {} },
  redact: (text) => text,
  ...{ env: {}, cwd: folder, isOutTty: false, isErrTty: false, widthColumns: 100 },
});

/** The words that are offered where the last of these is typed. */
async function complete(...words: string[]): Promise<readonly string[]> {
  expect(
    await runProgram(['complete', '--', ...words], openIo(), new AbortController().signal),
  ).toBe(0);
  const lines = printed.split('\n');
  // The last line tells the shell how to treat the others.
  expect(lines.at(-1)).toMatch(/^:\d+$/);
  return lines.slice(0, -1).map((line) => line.split('\t')[0] ?? '');
}

test('commands by their beginning', async () => {
  expect(await complete('re')).toEqual(['report']);
});

test('flags of the command, and of no other', async () => {
  expect(await complete('report', '--')).toEqual(['--runs', '--json', '--quiet', '--help']);
});

test('names of the config that is there', async () => {
  writeFileSync(
    join(folder, 'loadstone.config.json'),
    JSON.stringify({
      presets: { quick: {}, full: {} },
      factors: { cache: { levels: { on: {}, off: {} } } },
    }),
  );
  expect(await complete('run', '--preset', 'q')).toEqual(['quick']);
  printed = '';
  expect(await complete('plan', '--variant', '')).toEqual(['cache=on', 'cache=off', 'cache=*']);
});

test('nothing where the config is broken or not there', async () => {
  expect(await complete('run', '--preset', '')).toEqual([]);
  printed = '';
  writeFileSync(join(folder, 'loadstone.config.json'), '{');
  expect(await complete('run', '--preset', '')).toEqual([]);
});

test('runs of the folder that is named', async () => {
  mkdirSync(join(folder, 'elsewhere/20260131-120000-abcd'), { recursive: true });
  writeFileSync(join(folder, 'elsewhere/20260131-120000-abcd/run.json'), '{}');
  expect(await complete('report', '--runs', 'elsewhere', '')).toEqual([
    'latest',
    '20260131-120000-abcd',
  ]);
  printed = '';
  expect(await complete('run', '--runs', 'elsewhere', '--resume', '2026')).toEqual([
    '20260131-120000-abcd',
  ]);
});

test('values that a flag knows', async () => {
  expect(await complete('export', 'latest', '--format', 'ju')).toEqual(['junit']);
  printed = '';
  expect(await complete('gate', '--on-inconclusive', '')).toEqual(['fail', 'warn']);
});

test.each(['bash', 'zsh', 'fish'])('a script for %s', async (shell) => {
  await runProgram(['completion', shell], openIo(), new AbortController().signal);
  expect(printed).toContain('loadstone complete --');
});
