// The real `loadstone micro`, alone and against another commit of a copy of this repository.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MicroReport } from '../reports/document/micro.ts';
import { runLoadstone, sourceEntry } from './support/command-line.ts';
import { runInProcess } from './support/in-process.ts';

const repository = join(import.meta.dirname, '..');
let cwd: string;
beforeAll(() => {
  cwd = realpathSync(mkdtempSync(join(tmpdir(), 'loadstone-micro-')));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

/** The benchmarks are no part of a build. */
const micro = (...args: readonly string[]) =>
  runLoadstone(['micro', ...args], { cwd, entry: sourceEntry });

test.each([
  ['a gate without a version to compare with', ['--fail-on-slower'], /needs --against/],
  ['no groups', ['--groups', '0'], /--groups must be 1 to 1000/],
  ['a tolerance in per cent', ['--tolerance', '5'], /0\.05 stands for 5%/],
  ['a seed that is none', ['--seed', 'x'], /--seed must be a whole number/],
  ['an unknown benchmark', ['--only', 'no such'], /There are the suites .*histogram/],
  ['an unknown commit', ['--against', 'no-such-ref'], /GIT_REF_UNKNOWN/],
])('%s is refused with exit code 2', async (_name, args, message) => {
  const outcome = await runInProcess(['micro', ...args], { cwd });
  expect(outcome.stderr).toMatch(message);
  expect(outcome.stderr).not.toContain('    at ');
  expect(outcome.code).toBe(2);
});

test('alternatives are timed against their baseline', async () => {
  const outcome = await micro('--only', 'schedule/uniform', '--groups', '1', '--json');
  expect(outcome.code).toBe(0);
  const report = JSON.parse(outcome.stdout) as MicroReport;
  expect(report.suites.map(({ rows }) => rows.map(({ status }) => status))).toEqual([
    ['baseline', 'compared'],
  ]);
  expect(report.visits).toHaveLength(4);
});

test('the working tree is timed against another commit, and nothing of it is left', () => {
  const copy = join(cwd, 'copy');
  for (const name of [
    'bench',
    'reports',
    'scenarios',
    'server',
    'package.json',
    'package-lock.json',
  ]) {
    cpSync(join(repository, name), join(copy, name), { recursive: true });
  }
  symlinkSync(realpathSync(join(repository, 'node_modules')), join(copy, 'node_modules'), 'dir');
  writeFileSync(join(copy, '.gitignore'), 'node_modules\n');
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@localhost', ...args], {
      cwd: copy,
      encoding: 'utf8',
    });
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'All');
  // Not committed, which is what a working tree is for.
  const file = join(copy, 'bench/tools/micro/suites/schedule.bench.ts');
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll("'poisson ramp'", "'ramp'"));

  const entry = join(copy, 'bench/cli/loadstone.mjs');
  const args = ['micro', '--against', 'HEAD', '--only', 'ramp', '--groups', '1', '--json'];
  const outcome = spawnSync(process.execPath, [entry, ...args, '--fail-on-slower'], {
    cwd,
    encoding: 'utf8',
  });
  expect(outcome.stderr).toContain('checking HEAD out');
  const report = JSON.parse(outcome.stdout) as MicroReport;
  expect(report.against).toMatchObject({ ref: 'HEAD', packages: 'linked' });
  expect(report.suites[0]).toMatchObject({
    isBenchChanged: true,
    rows: [
      { alternative: 'ramp', status: 'only-here' },
      { alternative: 'poisson ramp', status: 'only-there' },
    ],
  });
  // Nothing that both have was judged, so nothing passed.
  expect(outcome.status).toBe(4);
  expect(git('worktree', 'list').trim().split('\n')).toHaveLength(1);
});
