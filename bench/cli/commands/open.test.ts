import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runProgram } from '../program.ts';
import type { TerminalIo } from '../terminal-io.ts';
import { chooseOpener } from './open.ts';

let folder = '';
let out = '';
let err = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadstone-open-'));
  out = '';
  err = '';
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open(env: TerminalIo['env'], ...words: string[]) {
  const io: TerminalIo = {
    ...{ out: (text) => (out += text), err: (text) => (err += text), hideSecrets: () => {} },
    redact: (text) => text,
    ...{ env, cwd: folder, isOutTty: false, isErrTty: false, widthColumns: 100 },
  };
  return runProgram(['open', ...words], io, new AbortController().signal);
}

function addRun(id: string, ...files: string[]): void {
  mkdirSync(join(folder, 'runs', id), { recursive: true });
  for (const name of ['run.json', ...files]) writeFileSync(join(folder, 'runs', id, name), '{}');
}

const older = '20260131-120000-aaaa';
const newer = '20260131-130000-bbbb';

test('the newest run that has a report is opened by the browser that is named', async () => {
  addRun(older, 'report.html', 'faults.html');
  addRun(newer);
  const browser = join(folder, 'browser');
  writeFileSync(
    browser,
    `#!/bin/sh\necho "$1" > ${folder}/opened.part\nmv ${folder}/opened.part ${folder}/opened\n`,
  );
  chmodSync(browser, 0o755);
  expect(await open({ BROWSER: browser })).toBe(0);
  expect(out).toBe(`runs/${older}/report.html`);
  await expect.poll(() => existsSync(join(folder, 'opened'))).toBe(true);
  expect(readFileSync(join(folder, 'opened'), 'utf8').trim()).toBe(
    join(folder, 'runs', older, 'report.html'),
  );
});

test('without a browser it says where the report is', async () => {
  addRun(older, 'sweep.html');
  expect(await open({ BROWSER: '/no/such/browser' })).toBe(0);
  expect(out).toBe(`runs/${older}/sweep.html`);
  expect(err).toContain('BROWSER may name one');
});

test('as JSON it opens nothing', async () => {
  addRun(older, 'faults.html');
  await open({ BROWSER: '/no/such/browser' }, older, '--json');
  expect(JSON.parse(out)).toEqual({ run: older, page: join(folder, 'runs', older, 'faults.html') });
  expect(err).toBe('');
});

test('a run without a report is told from one that is not there', async () => {
  addRun(newer);
  await expect(open({}, newer)).rejects.toMatchObject({
    code: 'USAGE',
    message: expect.stringContaining('has no report'),
  });
  await expect(open({}, '2025')).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' });
});

test.each([
  ['linux', { DISPLAY: ':0' }, ['xdg-open']],
  ['linux', {}, undefined],
  ['darwin', {}, ['open']],
  ['win32', {}, ['cmd', '/c', 'start', '']],
  ['darwin', { BROWSER: 'firefox' }, ['firefox']],
] as const)('on %s with %o', (platform, env, opener) => {
  expect(chooseOpener(env, platform)).toEqual(opener);
});
