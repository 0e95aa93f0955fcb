// `loadstone gate --against`: two commits in the same groups, and nothing left of the other one.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { runLoadstone, startLoadstone } from './support/command-line.ts';
import { copyGatedService, type GatedService } from './support/gated-service.ts';

let service: GatedService;
beforeAll(() => {
  service = copyGatedService();
  writeFileSync(join(service.cwd, '.gitignore'), 'runs/\n.loadstone/\n');
  git('init', '--quiet');
  git('add', '--all');
  git('-c', 'user.name=Test', '-c', 'user.email=test@example.org', 'commit', '-qm', 'The service');
});
afterAll(() => service.remove());

function git(...words: readonly string[]): string {
  return execFileSync('git', words, { cwd: service.cwd, encoding: 'utf8' });
}

/** Worktrees besides the working tree itself, and folders of other versions. */
function listLeftVersions(): readonly string[] {
  const worktrees = git('worktree', 'list', '--porcelain').match(/^worktree .*$/gm) ?? [];
  const folder = join(service.cwd, '.loadstone/versions');
  return [...worktrees.slice(1), ...(existsSync(folder) ? readdirSync(folder) : [])];
}

test('a slowdown planted in the working tree fails, and the other version is gone again', async () => {
  writeFileSync(join(service.cwd, 'rounds.mjs'), 'export const roundsFactor = 20;\n');
  const outcome = await service.loadstone('gate', '--against', 'HEAD', '--groups', '5');
  expect(outcome.stdout).toContain('✗ cpu-holds');
  expect(outcome.code).toBe(1);
  const { variants, gates, run } = service.readLastRun();
  expect(variants.map(({ id }) => id).join()).toMatch(/HEAD@[0-9a-f]{10}.*working-tree/);
  expect(gates.every(({ variantId }) => variantId.includes('working-tree'))).toBe(true);
  expect(run.reproduceCommand).toContain('--against HEAD');
  expect(existsSync(join(service.cwd, 'runs/history.jsonl'))).toBe(false);
  expect(listLeftVersions()).toEqual([]);
  expect(git('status', '--porcelain')).toBe(' M rounds.mjs\n');
});

test('several commits are variants beside the working tree, which is judged against each', async () => {
  git('tag', 'v1');
  git('tag', 'v1-again');
  writeFileSync(join(service.cwd, 'rounds.mjs'), 'export const roundsFactor = 20;\n');
  git('-c', 'user.name=Test', '-c', 'user.email=test@example.org', 'commit', '-qam', 'Slower');
  const words = ['--against', 'HEAD', '--against', 'v1', '--against', 'v1-again'];
  const outcome = await service.loadstone('gate', ...words);
  expect(outcome.stderr).toContain('v1-again is the same commit as v1, which is measured once.');
  const { variants, gates, run } = service.readLastRun();
  expect(variants.map(({ id }) => id).join()).toMatch(
    /^HEAD@[0-9a-f]{10},v1@[0-9a-f]{10},working-tree$/,
  );
  const found = gates.map(({ gate, status, variantId, referenceId }) => ({
    ...{ gate: gate.replaceAll(/@[0-9a-f]{10}/g, ''), status, variantId },
    reference: referenceId?.replace(/@.*/, ''),
  }));
  const variantId = 'working-tree';
  expect(found).toEqual([
    { gate: 'cpu-holds against HEAD', status: 'pass', variantId, reference: 'HEAD' },
    { gate: 'cpu-holds against v1', status: 'fail', variantId, reference: 'v1' },
    { gate: 'answers-right', status: 'pass', variantId, reference: undefined },
  ]);
  expect(outcome.code).toBe(1);
  expect(outcome.stdout).toMatch(/against v1@[0-9a-f]{10} over/);
  expect(run.reproduceCommand).toContain(words.join(' '));
  const more = await service.loadstone('gate', '--more', 'latest', '--groups', '2');
  expect(more.code, more.stderr).toBe(1);
  expect(listLeftVersions()).toEqual([]);
});

test('what the plan cannot judge is refused before anything is checked out', async () => {
  const outcome = await service.ask('gate', '--against', 'HEAD', '--preset', 'slow-load');
  expect(outcome.stderr).toContain('--percentiles-by groups');
  expect(outcome.stderr).not.toContain('checking HEAD out');
  expect(outcome.code).toBe(2);
});

test('a profile of such a run says why not, and how each version is looked at', async () => {
  const outcome = await service.ask('profile', '--variant', '*');
  expect(outcome.stderr).toContain('was checked out for that run alone and removed at its end');
  expect(outcome.stderr).toContain('loadstone run --groups 1`, then');
  expect(outcome.stderr).toMatch(/`git worktree add \.\.\/other-1 HEAD`.* v1`/);
  expect(outcome.code).toBe(2);
});

test('Ctrl-C leaves no other version behind either', async () => {
  const started = startLoadstone(['gate', '--against', 'HEAD'], { cwd: service.cwd });
  await started.waitFor('group 1 of');
  expect(listLeftVersions()).toHaveLength(2);
  started.child.kill('SIGINT');
  expect((await started.ended).code).toBe(130);
  expect(listLeftVersions()).toEqual([]);
});

test.each([
  // A checkout may be over before the signal has come.
  [
    'checked out',
    'checking HEAD out',
    /while (the other version was checked out|the service of HEAD was built)\. \[INTERRUPTED\]/,
  ],
  [
    'built',
    'building the service of HEAD',
    /while the service of HEAD was built\. \[INTERRUPTED\]/,
  ],
])('Ctrl-C while it is %s says that nothing was kept, and nothing is', async (_, seen, during) => {
  const before = service.readLastRun().run.id;
  const options = { cwd: service.cwd, env: { GATED_BUILD: 'slow' }, inOwnGroup: true };
  const started = startLoadstone(['gate', '--against', 'HEAD'], options);
  await started.waitFor(seen);
  process.kill(-(started.child.pid ?? 0), 'SIGINT');
  const { code, stderr } = await started.ended;
  expect(stderr).toContain('Stopping in good order. Once more ends at once.');
  expect(stderr).toMatch(during);
  expect(code).toBe(130);
  expect(service.readLastRun().run.id).toBe(before);
  expect(listLeftVersions()).toEqual([]);
});

test.each([
  ['a commit that git does not know', ['--against', 'nope'], 'git knows no commit'],
  ['more than one configuration', ['--against', 'HEAD', '--variant', 'work=*'], 'matches 4'],
])('%s is refused, and nothing is left', async (_, words, reason) => {
  const outcome = await service.ask('gate', ...words);
  expect(outcome.stderr).toContain(reason);
  expect(outcome.code).toBe(2);
  expect(listLeftVersions()).toEqual([]);
});

test('a service in another language, of a commit without a package.json, gets what git does not hold', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'loadstone-python-'));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  const writeConfig = (target: Readonly<Record<string, unknown>>) =>
    writeFileSync(
      join(cwd, 'loadstone.config.json'),
      JSON.stringify({
        ...{ name: 'python', target: { command: '.venv/bin/python3 service.py', ...target } },
        scenarios: { plain: { requests: [{ path: '/', bodyIncludes: 'hello' }] } },
        ...{ loads: [{ kind: 'closed', connections: 2 }], groups: 3 },
        gates: { 'answers-right': { metric: 'wrongBodies', atMost: 0 } },
        slices: { slicesPerGroup: 2, sliceMs: 120, dropFirstMs: 20, warmupMs: 60 },
      }),
    );
  const makeVenv = 'python3 -m venv --without-pip .venv';
  writeFileSync(
    join(cwd, 'service.py'),
    `import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

class Handler(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    def do_GET(self):
        self.send_response(200)
        self.send_header('Content-Length', '5')
        self.end_headers()
        self.wfile.write(b'hello')
    def log_message(self, *words):
        pass

ThreadingHTTPServer(('127.0.0.1', int(os.environ['PORT'])), Handler).serve_forever()
`,
  );
  writeFileSync(join(cwd, '.gitignore'), '.venv/\nruns/\n.loadstone/\n');
  writeConfig({ readyPath: '/' });
  const inFolder = (program: string, ...words: readonly string[]) =>
    execFileSync(program, words, { cwd });
  inFolder('git', 'init', '--quiet');
  inFolder('git', 'add', '--all');
  inFolder('git', '-c', 'user.name=T', '-c', 'user.email=t@localhost', 'commit', '-qm', 'Python');
  const [program = '', ...words] = makeVenv.split(' ');
  inFolder(program, ...words);
  const bare = await runLoadstone(['gate', '--against', 'HEAD'], { cwd });
  expect(bare.code, bare.stderr).toBe(3);
  expect(bare.stderr).toContain('At ref HEAD');
  expect(bare.stderr).toContain('is made there by target.install or target.build');
  writeConfig({ readyPath: '/', install: makeVenv });
  const gated = await runLoadstone(['gate', '--against', 'HEAD'], { cwd });
  // 4 where this machine was too busy for a verdict.
  expect([0, 4], gated.stderr).toContain(gated.code);
  expect(gated.stderr).toContain(`running target.install for the other version: ${makeVenv}`);
  expect(gated.stdout).toContain('answers-right');
});
