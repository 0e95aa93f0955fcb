// Actions and workflows as GitHub reads them, by its own parser: keys, expressions, and which contexts each place has.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import packageFile from '../package.json' with { type: 'json' };
import { type Action, type ActionStep, readAction } from './support/action-step.ts';
import { listGithubErrors } from './support/github-parser.ts';

const root = join(import.meta.dirname, '..');
const readText = (path: string) => readFileSync(join(root, path), 'utf8');

const actions = ['action/action.yml', 'action/comment/action.yml'];
const ownWorkflows = ['.github/workflows/ci.yml', '.github/workflows/release.yml'];
const workflows = ['docs/ci/github-actions.yml', 'docs/ci/github-comment.yml', ...ownWorkflows];

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly needs?: string;
  readonly if?: string;
  readonly steps: readonly ActionStep[];
}

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const readWorkflow = (path: string): Workflow => parse(readText(path), { strict: true });

test.each([...actions, ...workflows])('%s is read without an error', async (path) => {
  expect(await listGithubErrors(path, readText(path))).toEqual([]);
});

test.each([
  ['action/action.yml', 'using: composite', 'using: compositee'],
  ['action/action.yml', 'github.base_ref', 'github.base_ref ||'],
  ['action/action.yml', 'github.token', 'secrets.GITHUB_TOKEN'],
  ['docs/ci/github-actions.yml', 'runs-on', 'run-on'],
  ['docs/ci/github-comment.yml', 'pull-requests: write', 'pull-requests: wrote'],
  ['.github/workflows/release.yml', 'needs: check', 'needs: checks'],
])('in %s the parser sees "%s" misspelt as "%s"', async (path, right, wrong) => {
  const text = readText(path);
  expect(text).toContain(right);
  expect(await listGithubErrors(path, text.replace(right, wrong))).not.toEqual([]);
});

const expressionStart = '$'.concat('{{');

describe('foreign text', () => {
  const steps: readonly (readonly [string, ActionStep])[] = [
    ...actions.flatMap((path) => readAction(path).runs.steps.map((step) => [path, step] as const)),
    ...workflows.flatMap((path) =>
      Object.values(readWorkflow(path).jobs).flatMap((job) =>
        job.steps.map((step) => [path, step] as const),
      ),
    ),
  ];

  test('reaches no shell but as a variable', () => {
    const shells = steps.filter(([, { run }]) => run !== undefined);
    expect(shells.length).toBeGreaterThan(10);
    expect(shells.filter(([, { run }]) => run?.includes(expressionStart))).toEqual([]);
  });

  test('every checkout leaves no token behind, and takes no commit that somebody else names', () => {
    const checkouts = steps.filter(([, { uses }]) => uses?.startsWith('actions/checkout@'));
    expect(checkouts.length).toBeGreaterThan(5);
    for (const [path, step] of checkouts) {
      expect(step.with?.['persist-credentials'], path).toBe(false);
      expect(step.with, path).not.toHaveProperty('ref');
    }
  });

  test('every action is named with a version', () => {
    for (const [path, { uses }] of steps)
      if (uses !== undefined) expect(uses, path).toMatch(/^[\w.-]+\/[\w./-]+@(v\d+|REF)$/);
  });
});

test('where foreign code runs nothing may be written, and where something may be written none runs', () => {
  const gate = readWorkflow('docs/ci/github-actions.yml');
  expect(gate.permissions).toEqual({ contents: 'read' });
  expect(Object.values(gate.jobs).every(({ permissions }) => permissions === undefined)).toBe(true);
  const comment = parse(readText('docs/ci/github-comment.yml'));
  expect(Object.keys(comment.on)).toEqual(['workflow_run']);
  expect(comment.on.workflow_run.workflows).toEqual([
    parse(readText('docs/ci/github-actions.yml')).name,
  ]);
  expect(comment.permissions).toEqual({
    ...{ actions: 'read', contents: 'read', 'pull-requests': 'write' },
  });
});

test('the token of the gate is there for one step, before anything of the pull request runs', () => {
  const { runs } = readAction('action/action.yml');
  const withToken = runs.steps.filter(({ env }) =>
    Object.values(env ?? {})
      .join()
      .includes('token'),
  );
  expect(withToken.map(({ name }) => name)).toEqual(['Fetch what is compared']);
  const names = runs.steps.map(({ name }) => name);
  expect(names.indexOf('Fetch what is compared')).toBeLessThan(names.indexOf('Install'));
});

test('the workflows give inputs that the actions have, and steps use those that they declare', () => {
  for (const path of actions) {
    const declared = Object.keys(readAction(path).inputs);
    const used = [...readText(path).matchAll(/inputs\.([\w-]+)/g)].map(([, name = '']) => name);
    expect(new Set(used), path).toEqual(new Set(declared));
  }
  const uses = workflows
    .flatMap((path) => Object.values(readWorkflow(path).jobs))
    .flatMap(({ steps }) => steps)
    .filter(({ uses = '' }) => uses.startsWith('OWNER/REPO/'));
  expect(uses).toHaveLength(2);
  for (const { uses: used = '', with: given = {} } of uses) {
    const folder = used.replace(/^OWNER\/REPO\/|@REF$/g, '');
    const { inputs }: Action = readAction(`${folder}/action.yml`);
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(given)));
  }
});

test('a release publishes under names that the repository gives, and only what was checked', () => {
  const { jobs, permissions } = readWorkflow('.github/workflows/release.yml');
  expect(permissions).toEqual({ contents: 'read' });
  const publishing = ['npm', 'image'].map((name) => jobs[name]);
  expect(publishing.map((job) => job?.needs)).toEqual(['check', 'check']);
  for (const [index, name] of ['NPM_PACKAGE_NAME', 'IMAGE_NAME'].entries())
    expect(publishing[index]?.if).toBe(`${expressionStart} vars.${name} != '' }}`);
  expect(jobs.npm?.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
  const publish = jobs.npm?.steps.flatMap(({ run = '' }) => run).join('\n');
  expect(publish).toContain('npm publish --provenance');
});

test('the package is tried on three systems and on every Node that it says it runs on', () => {
  const { package: job } = parse(readText('.github/workflows/ci.yml')).jobs;
  expect(job.strategy.matrix.os).toEqual(['ubuntu-latest', 'macos-latest', 'windows-latest']);
  const [oldest] = job.strategy.matrix.node;
  expect(packageFile.engines.node).toBe(`>=${oldest}`);
  expect(job.strategy.matrix.node).toEqual([oldest, '24', 'latest']);
});
