// Folders of what is kept between runs are closed to others, whatever the umask and whatever made them before.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeWorkFolder, stateFolderMode } from './private-modes.ts';

function makeHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'loadstone-modes-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

const modeOf = (path: string): number => statSync(path).mode & 0o777;

test('the folder that runs work in is for its user alone, and PostgreSQL may pass the one above it', () => {
  const stateDir = join(makeHome(), '.loadstone');
  expect(makeWorkFolder(stateDir)).toBe(join(stateDir, 'work'));
  expect([stateDir, join(stateDir, 'work')].map(modeOf)).toEqual([stateFolderMode, 0o700]);
});

test('one that an older version made for everybody to list is closed', () => {
  const stateDir = makeHome();
  mkdirSync(join(stateDir, 'work'));
  chmodSync(join(stateDir, 'work'), 0o755);
  expect(modeOf(makeWorkFolder(stateDir))).toBe(0o700);
});

test('what a link in its place leads to keeps its mode', () => {
  const [stateDir, other] = [makeHome(), makeHome()];
  chmodSync(other, 0o755);
  symlinkSync(other, join(stateDir, 'work'));
  makeWorkFolder(stateDir);
  expect(modeOf(other)).toBe(0o755);
});
