import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  choosePostgresHome,
  findEmbeddedBuild,
  isReachableByAll,
  makeBuildReachable,
  makeReachableFolder,
} from './postgres-binaries.ts';

const user = { uid: 1_234, gid: 1_234 };

function createFolder(mode: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'loadstone-reach-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, mode);
  return folder;
}

test('a folder is reachable where everybody may enter it and all above it', () => {
  const open = createFolder(0o755);
  expect(isReachableByAll(open)).toBe(true);
  expect(isReachableByAll(join(open, 'not', 'there', 'yet'))).toBe(true);
  expect(isReachableByAll(join(createFolder(0o700), 'inner'))).toBe(false);
});

test("an ordinary user keeps the state folder, whoever else can't enter it", () => {
  const stateDir = createFolder(0o700);
  expect(choosePostgresHome(stateDir, undefined)).toEqual({ folder: stateDir, note: undefined });
});

test('where the user of PostgreSQL cannot enter, the databases are kept elsewhere, and this is said', () => {
  const stateDir = createFolder(0o700);
  const home = choosePostgresHome(stateDir, user);
  expect(home.folder).toMatch(/^\/var\/tmp\/loadstone-[0-9a-f]{12}$/);
  expect(home.note).toContain(stateDir);
  expect(choosePostgresHome(stateDir, user).folder).toBe(home.folder);
});

test('a build that its user cannot reach is copied whole, once', () => {
  const build = join(createFolder(0o700), 'native');
  mkdirSync(join(build, 'bin'), { recursive: true });
  writeFileSync(join(build, 'bin', 'postgres'), '', { mode: 0o700 });
  const home = createFolder(0o755);
  const copy = makeBuildReachable(build, home, user);
  expect(copy.startsWith(home)).toBe(true);
  expect(isReachableByAll(join(copy, 'bin', 'postgres'))).toBe(true);
  expect(makeBuildReachable(build, home, user)).toBe(copy);
  expect(makeBuildReachable(build, home, undefined)).toBe(build);
});

test('a reachable folder is made for us to own', () => {
  const folder = join(createFolder(0o755), 'home');
  makeReachableFolder(folder);
  expect(statSync(folder).mode & 0o777).toBe(0o711);
});

test('the embedded build holds the programs that are started', () => {
  expect(existsSync(join(findEmbeddedBuild(), 'bin', 'initdb'))).toBe(true);
});
