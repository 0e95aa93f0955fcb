// The key that hidden values are hashed with: one for each state folder, drawn once, for its owner alone.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { keepHashKey, openHasher } from './hash-key.ts';

function createStateDir(): string {
  const folder = mkdtempSync(join(tmpdir(), 'loadstone-key-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, '.loadstone');
}

test('a plan writes no key, and the run after it keeps the one that it planned with', () => {
  const stateDir = createStateDir();
  const planned = openHasher(stateDir).mark('A', 'value');
  expect(existsSync(stateDir)).toBe(false);
  keepHashKey(stateDir);
  expect(openHasher(stateDir).mark('A', 'value')).toBe(planned);
  expect(readdirSync(stateDir)).toEqual(['hash.key']);
  const key = readFileSync(join(stateDir, 'hash.key'), 'utf8');
  keepHashKey(stateDir);
  expect(readFileSync(join(stateDir, 'hash.key'), 'utf8')).toBe(key);
});

test('nobody else can read it, and each folder has its own', () => {
  const [one, other] = [createStateDir(), createStateDir()];
  for (const stateDir of [one, other]) {
    openHasher(stateDir);
    keepHashKey(stateDir);
  }
  expect(statSync(join(one, 'hash.key')).mode & 0o777).toBe(0o600);
  expect(statSync(one).mode & 0o066).toBe(0);
  expect(openHasher(one).keyId).not.toBe(openHasher(other).keyId);
  expect(openHasher(one).keyId).not.toContain(readFileSync(join(one, 'hash.key'), 'utf8').trim());
});
