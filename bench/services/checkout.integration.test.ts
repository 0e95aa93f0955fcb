// Checkouts in throw-away repositories: right files, right packages, and nothing left behind.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { LoadstoneError } from '../errors.ts';
import { type CheckoutOptions, checkOutVersion } from './checkout.ts';
import { openJournal } from './journal.ts';
import { journalFolder } from './journal-file.ts';
import { sweepDeadRuns } from './sweep.ts';

interface Scratch {
  readonly repoDir: string;
  readonly stateDir: string;
  readonly tempDir: string;
  git(...args: readonly string[]): string;
  write(path: string, text: string): void;
  commit(message: string): string;
}

/** A repository with packages, two commits, and a folder each for state and worktrees. */
function createScratch(): Scratch {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'loadstone-checkout-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const repoDir = join(root, 'repo');
  mkdirSync(repoDir);
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@localhost', ...args], {
      cwd: repoDir,
      encoding: 'utf8',
    }).trim();
  const write = (path: string, text: string) => {
    mkdirSync(join(repoDir, path, '..'), { recursive: true });
    writeFileSync(join(repoDir, path), text);
  };
  const commit = (message: string) => {
    git('add', '--all');
    git('commit', '--quiet', '--message', message);
    return git('rev-parse', 'HEAD');
  };
  git('init', '--quiet');
  write('.gitignore', 'node_modules\n');
  write('package.json', '{}');
  write('package-lock.json', '{"lock":1}');
  write('src/answer.txt', 'old');
  commit('Old');
  write('src/answer.txt', 'new');
  commit('New');
  write('node_modules/thing/index.js', 'module.exports = 1;');
  return {
    repoDir,
    stateDir: join(root, 'state'),
    tempDir: join(root, 'temp'),
    git,
    write,
    commit,
  };
}

function checkOut(scratch: Scratch, ref: string, more: Partial<CheckoutOptions> = {}) {
  const journal = openJournal(scratch.stateDir);
  onTestFinished(() => journal.close());
  const { repoDir, tempDir } = scratch;
  const { signal } = new AbortController();
  return checkOutVersion({ repoDir, tempDir, ref, journal, signal, onStep: () => {}, ...more });
}

/** Nothing in the folder of worktrees, nothing in git's list, nothing in the journal. */
function expectNothingLeft({ git, tempDir, stateDir }: Scratch): void {
  expect(existsSync(tempDir) ? readdirSync(tempDir) : []).toEqual([]);
  expect(git('worktree', 'list', '--porcelain').match(/^worktree /gm)).toHaveLength(1);
  const journals = existsSync(journalFolder(stateDir)) ? readdirSync(journalFolder(stateDir)) : [];
  for (const name of journals) {
    const text = readFileSync(join(journalFolder(stateDir), name), 'utf8');
    const count = (op: string) => text.split(`"op":"${op}"`).length - 1;
    expect(count('add')).toBe(count('remove'));
  }
}

test('the other version stands beside the working tree, which keeps its changes', async () => {
  const scratch = createScratch();
  scratch.write('src/answer.txt', 'not committed');
  const version = await checkOut(scratch, 'HEAD~1');
  expect(version.commit).toBe(scratch.git('rev-parse', 'HEAD~1'));
  expect(readFileSync(join(version.dir, 'src/answer.txt'), 'utf8')).toBe('old');
  expect(readFileSync(join(scratch.repoDir, 'src/answer.txt'), 'utf8')).toBe('not committed');
  await version.remove();
  await version.remove();
  expectNothingLeft(scratch);
});

test('with the same lock file the packages are a link, and removing it keeps them', async () => {
  const scratch = createScratch();
  const version = await checkOut(scratch, 'HEAD~1', { installCommand: ['npm', 'no-such-command'] });
  expect(version.packages).toBe('linked');
  expect(lstatSync(join(version.dir, 'node_modules')).isSymbolicLink()).toBe(true);
  expect(existsSync(join(version.dir, 'node_modules/thing/index.js'))).toBe(true);
  await version.remove();
  expect(existsSync(join(scratch.repoDir, 'node_modules/thing/index.js'))).toBe(true);
});

test('with another lock file the packages are installed in the copy', async () => {
  const scratch = createScratch();
  scratch.write('package-lock.json', '{"lock":2}');
  const script = 'require("node:fs").mkdirSync("node_modules/own", { recursive: true })';
  const version = await checkOut(scratch, 'HEAD', { installCommand: ['node', '-e', script] });
  expect(version.packages).toBe('installed');
  expect(readdirSync(join(version.dir, 'node_modules'))).toEqual(['own']);
  expect(readdirSync(join(scratch.repoDir, 'node_modules'))).toEqual(['thing']);
  await version.remove();
  expectNothingLeft(scratch);
});

test.each([
  ['without a package.json', true],
  ['with one for tools alone, whose lock file is the same', false],
])('what brings the packages of another language runs in a version %s', async (_, isRemoved) => {
  const scratch = createScratch();
  if (isRemoved) {
    rmSync(join(scratch.repoDir, 'package.json'));
    rmSync(join(scratch.repoDir, 'package-lock.json'));
    scratch.commit('Python alone');
  }
  const steps: string[] = [];
  const installCommand = ['python3', '-c', 'open("brought", "w").close()'];
  const onStep = (text: string) => steps.push(text);
  const version = await checkOut(scratch, 'HEAD', { installCommand, onStep });
  expect(version.packages).toBe('installed');
  expect(readdirSync(version.dir)).toContain('brought');
  expect(readdirSync(version.dir)).not.toContain('node_modules');
  expect(readdirSync(scratch.repoDir)).not.toContain('brought');
  expect(steps.at(-1)).toMatch(/^running target\.install for the other version: python3 -c/);
  await version.remove();
  expectNothingLeft(scratch);
});

test('a failing installer is told with its output, and leaves nothing', async () => {
  const scratch = createScratch();
  scratch.write('package-lock.json', '{"lock":2}');
  const script = 'console.error("no such package"); process.exit(1)';
  const thrown = await checkOut(scratch, 'HEAD', { installCommand: ['node', '-e', script] }).catch(
    (cause: unknown) => cause,
  );
  expect(thrown).toBeInstanceOf(LoadstoneError);
  expect(thrown).toMatchObject({ code: 'CHECKOUT_FAILED', output: 'no such package' });
  expectNothingLeft(scratch);
});

test('of a long output the first errors are shown with the last lines', async () => {
  const scratch = createScratch();
  scratch.write('package-lock.json', '{"lock":2}');
  const script =
    'console.error("npm error code EUSAGE"); for (let i = 0; i < 90; i += 1) console.error("usage", i); process.exit(1)';
  const installCommand = ['node', '-e', script];
  const thrown = await checkOut(scratch, 'HEAD', { installCommand }).catch(
    (cause: unknown) => cause,
  );
  expect(thrown).toMatchObject({
    output: expect.stringMatching(/^npm error code EUSAGE\n…\nusage 70\n[\s\S]*usage 89$/),
    hint: expect.stringContaining('target.install'),
  });
});

test.each([
  ['no package.json', undefined],
  ['no dependencies', '{"scripts":{"start":"node ."},"dependencies":{}}'],
])('of a version with %s and a lock file of its own nothing is installed', async (_, own) => {
  const scratch = createScratch();
  if (own === undefined) rmSync(join(scratch.repoDir, 'package.json'));
  else scratch.write('package.json', own);
  scratch.write('package-lock.json', '{"lock":2}');
  scratch.commit('Old');
  scratch.write('package-lock.json', '{"lock":3}');
  const version = await checkOut(scratch, 'HEAD');
  expect(version.packages).toBe('none');
  await version.remove();
  expectNothingLeft(scratch);
});

test('packages without a lock file are asked for, not installed by a guess', async () => {
  const scratch = createScratch();
  rmSync(join(scratch.repoDir, 'package-lock.json'));
  scratch.write('package.json', '{"dependencies":{"thing":"1"}}');
  scratch.commit('Without a lock file');
  scratch.write('package.json', '{"dependencies":{"thing":"2"}}');
  await expect(checkOut(scratch, 'HEAD')).rejects.toMatchObject({
    code: 'CHECKOUT_FAILED',
    message: 'HEAD wants packages and has no lock file, so `npm ci` cannot install them.',
    hint: expect.stringContaining('target.install'),
  });
  expectNothingLeft(scratch);
});

test('Ctrl-C during the installation ends the installer and leaves nothing', async () => {
  const scratch = createScratch();
  scratch.write('package-lock.json', '{"lock":2}');
  const interrupt = new AbortController();
  const script = 'setInterval(() => {}, 1000)';
  const started = checkOut(scratch, 'HEAD', {
    installCommand: ['node', '-e', script],
    signal: interrupt.signal,
    onStep: (text) => {
      if (text.startsWith('running target.install')) setTimeout(() => interrupt.abort(), 100);
    },
  });
  await expect(started).rejects.toMatchObject({ code: 'INTERRUPTED' });
  expectNothingLeft(scratch);
});

test.each(['no-such-branch', '--help', ''])(
  'a ref %j that does not exist is one message',
  async (ref) => {
    const scratch = createScratch();
    await expect(checkOut(scratch, ref)).rejects.toMatchObject({
      code: 'GIT_REF_UNKNOWN',
      message: `git knows no commit called '${ref}' here.`,
    });
    expectNothingLeft(scratch);
  },
);

test('outside a repository there is nothing to compare with', async () => {
  const scratch = createScratch();
  rmSync(join(scratch.repoDir, '.git'), { recursive: true });
  await expect(checkOut(scratch, 'HEAD')).rejects.toMatchObject({ code: 'GIT_REF_UNKNOWN' });
});

test('a folder below the top of the repository is found again', async () => {
  const scratch = createScratch();
  const version = await checkOut(scratch, 'HEAD~1', { repoDir: join(scratch.repoDir, 'src') });
  expect(readFileSync(join(version.dir, 'answer.txt'), 'utf8')).toBe('old');
  await version.remove();
  expectNothingLeft(scratch);
});

test('a folder that the other version does not have yet is told, and nothing is left', async () => {
  const scratch = createScratch();
  scratch.write('fresh/answer.txt', 'new');
  const repoDir = join(scratch.repoDir, 'fresh');
  await expect(checkOut(scratch, 'HEAD', { repoDir })).rejects.toThrow('HEAD has no folder fresh');
  expectNothingLeft(scratch);
});

test('a post-checkout hook of the repository is not run', async () => {
  const scratch = createScratch();
  const hook = join(scratch.repoDir, '.git/hooks/post-checkout');
  scratch.write('.git/hooks/post-checkout', `#!/bin/sh\ntouch ${scratch.repoDir}/hook-ran\n`);
  chmodSync(hook, 0o755);
  const version = await checkOut(scratch, 'HEAD~1');
  await version.remove();
  expect(existsSync(join(scratch.repoDir, 'hook-ran'))).toBe(false);
});

test('after kill -9 the next start takes the worktree away', async () => {
  const scratch = createScratch();
  const { repoDir, tempDir, stateDir, git } = scratch;
  const harness = join(import.meta.dirname, 'fixtures/checkout-harness.mjs');
  const settings = JSON.stringify({ repoDir, tempDir, stateDir, ref: 'HEAD~1' });
  const child = spawn(process.execPath, [harness, settings], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = await once(createInterface(child.stdout), 'line');
  const { dir } = JSON.parse(String(line)) as { dir: string };
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(existsSync(dir)).toBe(true);
  expect(git('worktree', 'list')).toContain(dir);

  expect(await sweepDeadRuns(stateDir)).toEqual([
    expect.stringContaining(`git worktree ${dir}`),
    expect.stringContaining(`folder ${dirname(dir)}`),
  ]);
  expectNothingLeft(scratch);
  expect(readdirSync(journalFolder(stateDir))).toEqual([]);
  expect(existsSync(join(repoDir, 'node_modules/thing/index.js'))).toBe(true);
});

test('a journal that names a folder of ours as a worktree removes nothing', async () => {
  const { repoDir, stateDir } = createScratch();
  mkdirSync(journalFolder(stateDir), { recursive: true });
  const token = '0'.repeat(32);
  const entry = { kind: 'git-worktree', repoDir, path: join(stateDir, 'tree'), token };
  const line = JSON.stringify({ op: 'add', entry });
  writeFileSync(join(journalFolder(stateDir), '2-1.jsonl'), `${line}\n`);
  expect(await sweepDeadRuns(stateDir)).toEqual([expect.stringContaining('is not removed')]);
  expect(existsSync(stateDir)).toBe(true);
});
