// What a run may ask of a machine, and of its target, is judged before anything is started.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandEntry, commandEnv, runLoadstone } from './support/command-line.ts';
import { copyFixture } from './support/fixture.ts';

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'loadstone-limits-'));
  const text = copyFixture('tiny-service', cwd);
  writeFileSync(join(cwd, 'long.mts'), text.replace('limits: {', 'limits: { maxRunMs: 1000,'));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

test('too few open files are refused with both figures before a service starts', () => {
  const script = `ulimit -n 140; exec "$0" "$@"`;
  const args = [
    '-c',
    script,
    process.execPath,
    commandEntry,
    'run',
    '--variant',
    'speed=*,fault=none',
  ];
  const { status, stderr } = spawnSync('bash', args, {
    ...{ cwd, encoding: 'utf8', env: { ...process.env, ...commandEnv } },
  });
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
