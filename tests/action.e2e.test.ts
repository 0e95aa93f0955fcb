// The action's own steps on a real repository, without a forge: what is fetched, what the gate leaves, what is written of it.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runStep } from './support/action-step.ts';
import { commandEntry } from './support/command-line.ts';
import { copyGatedService, type GatedService } from './support/gated-service.ts';

const gate = 'action/action.yml';
let author: GatedService;
let holder: string;
/** As a runner has it: the merge of a pull request with its base, two commits deep. */
let cwd: string;
let outputFile: string;

beforeAll(() => {
  holder = mkdtempSync(join(tmpdir(), 'loadstone-action-'));
  author = copyGatedService();
  const write = (factor: number) =>
    writeFileSync(join(author.cwd, 'rounds.mjs'), `export const roundsFactor = ${factor};\n`);
  const git = gitIn(author.cwd);
  writeFileSync(join(author.cwd, '.gitignore'), 'runs/\n.loadstone/\nnode_modules/\n');
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '-qm', 'The service');
  git('tag', 'v1.4.0');
  git('commit', '-qm', 'Something else', '--allow-empty');
  git('checkout', '-qb', 'topic');
  write(20);
  git('commit', '-qam', 'Slower');
  git('checkout', '-q', 'main');
  git('commit', '-qm', 'Meanwhile', '--allow-empty');
  git('merge', '-q', '--no-ff', '-m', 'Merge', 'topic');
  git('update-ref', 'refs/pull/7/merge', 'HEAD');
  git('reset', '-q', '--hard', 'HEAD^1');
  git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  cwd = join(holder, 'work');
  mkdirSync(cwd);
  const here = gitIn(cwd);
  here('init', '--quiet');
  here('remote', 'add', 'origin', `file://${author.cwd}`);
  here('fetch', '-q', '--no-tags', '--depth=2', 'origin', 'refs/pull/7/merge');
  here('checkout', '-q', '--detach', 'FETCH_HEAD');
  mkdirSync(join(cwd, 'node_modules/.bin'), { recursive: true });
  symlinkSync(commandEntry, join(cwd, 'node_modules/.bin/loadstone'));
});
afterAll(() => {
  author.remove();
  rmSync(holder, { recursive: true, force: true });
});

function gitIn(folder: string) {
  const who = ['-c', 'user.name=T', '-c', 'user.email=t@example.org'];
  return (...words: readonly string[]) =>
    execFileSync('git', [...who, ...words], {
      cwd: folder,
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim();
}

/** The step with outputs and a summary of its own. */
async function run(path: string, name: string, expressions: Readonly<Record<string, string>>) {
  outputFile = join(mkdtempSync(join(holder, 'step-')), 'output');
  writeFileSync(outputFile, '');
  const outcome = await runStep(path, name, {
    cwd,
    expressions: {
      ...{ 'github.base_ref': '', 'github.token': 'a-token', 'runner.temp': holder },
      ...expressions,
    },
    runner: {
      ...{ GITHUB_OUTPUT: outputFile, RUNNER_TEMP: holder, GITHUB_WORKSPACE: cwd },
      ...{ GITHUB_STEP_SUMMARY: join(holder, 'summary.md') },
      GITHUB_SERVER_URL: 'https://forge.example',
    },
  });
  return { ...outcome, output: readFileSync(outputFile, 'utf8') };
}

const fetchRefs = (against: string, baseRef = '') =>
  run(gate, 'Fetch what is compared', { 'inputs.against': against, 'github.base_ref': baseRef });
const listRefs = (output: string) => output.trim().split('\n').slice(1, -1);

test('of a pull request the base is compared, as it was merged with', async () => {
  const { code, output, stderr } = await fetchRefs('', 'main');
  expect(code, stderr).toBe(0);
  expect(listRefs(output)).toEqual(['origin/main']);
  expect(gitIn(cwd)('rev-parse', 'origin/main')).toBe(gitIn(cwd)('rev-parse', 'HEAD^1'));
});

test('of a push the commit before is compared', async () => {
  expect(listRefs((await fetchRefs('')).output)).toEqual(['HEAD^1']);
});

test('tags, branches, hashes and places in the past are fetched where they are not there', async () => {
  const [hash, first] = ['topic', 'v1.4.0'].map((ref) => gitIn(author.cwd)('rev-parse', ref));
  const { output, stderr, code } = await fetchRefs(`  v1.4.0 \n\norigin/topic\n${hash}\nHEAD~3\n`);
  expect(code, stderr).toBe(0);
  expect(listRefs(output)).toEqual(['v1.4.0', 'origin/topic', hash, 'HEAD~3']);
  expect(gitIn(cwd)('rev-parse', 'v1.4.0^{commit}')).toBe(first);
});

test.each([
  'no-such-branch',
  '--upload-pack=touch pwned',
  '$(touch pwned)',
  '`touch pwned`; touch pwned',
  '::set-output name=refs::x',
])('the name %s is refused, and nothing of it is run or obeyed', async (name) => {
  const { code, output, stdout } = await fetchRefs(name);
  expect(code).toBe(2);
  expect(output).toBe('');
  expect(stdout).toMatch(
    /^::error title=Loadstone::There is no commit, branch or tag[^:\n]*: [\w./@~^-]*\n$/,
  );
  expect(existsSync(join(cwd, 'pwned'))).toBe(false);
});

test('the gate fails on the slowdown and leaves summary, annotations, report and records', async () => {
  const { code, output, stdout, stderr } = await run(gate, 'Measure and judge', {
    ...{ 'steps.refs.outputs.refs': 'origin/main\nv1.4.0', 'inputs.budget': '10m' },
  });
  expect(code, stderr).toBe(1);
  const folder = join(holder, 'loadstone');
  expect(output).toBe(`exit-code=1\nfolder=${folder}\n`);
  expect(stdout).toMatch(
    /^::error file=loadstone\.config\.mts,line=\d+,title=cpu-holds against origin-main/m,
  );
  const summary = readFileSync(join(holder, 'summary.md'), 'utf8');
  expect(summary).toMatch(/^## ✗ <code>gated<\/code>: 2 of 3 gates failed/);
  expect(summary).toMatch(/^ {4}✗ cpu-holds against v1\.4\.0.*●/m);
  const files = globSync('**/*', { cwd: folder }).map((path) =>
    path.replace(/^runs\/\d[\w-]+/, 'runs/ID'),
  );
  expect(files).toEqual(
    expect.arrayContaining([
      ...['comment.md', 'junit.xml', 'trials.csv', 'result.json', 'report.html'],
      ...['runs/ID/records.jsonl', 'runs/ID/run.json'],
    ]),
  );
});

test('the comment is written from the data alone: words of the artifact are not in it', async () => {
  const folder = join(holder, 'loadstone');
  writeFileSync(join(folder, 'comment.md'), 'Buy at http://evil.example');
  const path = join(folder, 'result.json');
  const result = JSON.parse(readFileSync(path, 'utf8'));
  result.run.name = '**[gated](http://evil.example)** @everybody';
  writeFileSync(path, JSON.stringify(result));
  const render = () =>
    run('action/comment/action.yml', 'Write the comment', {
      ...{
        'inputs.token': 'a-token',
        'github.action_path': join(import.meta.dirname, '../action/comment'),
      },
      'runner.temp': holder,
    });
  // The artifact is where the step before has put it.
  symlinkSync(folder, join(holder, 'loadstone-result'));
  expect((await render()).code).toBe(0);
  const comment = join(holder, 'loadstone-comment.md');
  const text = readFileSync(comment, 'utf8');
  expect(text).toContain('2 of 3 gates failed');
  expect(text).toMatch(/^ {4}✗ cpu-holds against origin-main.*●/m);
  expect(text).not.toMatch(/Buy at|\]\(|\*\*\[|:\/\/evil|@everybody/);
  writeFileSync(path, '{"schemaVersion": 3, "evil": true}');
  expect((await render()).code).toBe(0);
  expect(readFileSync(comment, 'utf8')).toBe('');
});
