// What a run may ask of a machine, and of its target, is judged before anything is started.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runLoadstone } from './support/command-line.ts';

const entry = join(import.meta.dirname, '../bench/cli/loadstone.mjs');
let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'loadstone-limits-'));
  cpSync(join(import.meta.dirname, 'fixtures/tiny-service'), cwd, { recursive: true });
  const path = join(cwd, 'loadstone.config.mts');
  const bench = join(import.meta.dirname, '../bench/index.ts');
  const text = readFileSync(path, 'utf8').replace('../../../bench/index.ts', bench);
  writeFileSync(path, text);
  writeFileSync(join(cwd, 'long.mts'), text.replace('limits: {', 'limits: { maxRunMs: 1000,'));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

test('too few open files are refused with both figures before a service starts', () => {
  const script = `ulimit -n 140; exec "$0" "$@"`;
  const args = ['-c', script, process.execPath, entry, 'run', '--variant', 'speed=*,fault=none'];
  const { status, stderr } = spawnSync('bash', args, { cwd, encoding: 'utf8' });
  expect(stderr).toContain('needs 160 open files; 140 are there. [HOST_TOO_SMALL]');
  expect(stderr).toContain('ulimit -n 160');
  expect(status).toBe(3);
});

test('a plan beyond the time cap is refused, and leaves no run behind', async () => {
  const outcome = await runLoadstone(['run', '--config', 'long.mts', '--runs', 'none'], { cwd });
  expect(outcome.stderr).toContain('limits.maxRunMs');
  expect(outcome.code).toBe(2);
  expect(existsSync(join(cwd, 'none'))).toBe(false);
});

test('the flag alone does not open another machine', async () => {
  const outcome = await runLoadstone(['plan', '--allow-target', 'staging.test'], { cwd });
  expect(outcome.stderr).toContain('does not stand in loadstone.targets');
  expect(outcome.code).toBe(2);
});
