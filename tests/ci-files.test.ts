// The ready files for CI: they are of the form that a forge reads, and use only commands, flags and formats that exist.
// github-files.test.ts has the actions and workflows of GitHub.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { runProgram } from '../bench/cli/program.ts';
import type { TerminalIo } from '../bench/cli/terminal-io.ts';
import { exportFormats } from '../reports/exports/registry.ts';

/** The flags that the files may use of `gate`; where the program has the command, its help must name them all. */
const gateFlags = [
  ...['--config', '--against', '--budget', '--groups', '--on-inconclusive', '--output'],
];

const folder = join(import.meta.dirname, '../docs/ci');
const readText = (file: string) => readFileSync(join(folder, file), 'utf8');
const readYaml = (file: string): unknown => parse(readText(file), { strict: true });

async function readHelp(...argv: string[]): Promise<string> {
  const out: string[] = [];
  const io: TerminalIo = {
    ...{ out: (text) => out.push(text), err: () => {}, hideSecrets: () => {} },
    redact: (text) => text,
    ...{ env: {}, cwd: '/', isOutTty: false, isErrTty: false, widthColumns: 200 },
  };
  expect(await runProgram([...argv, '--help'], io, new AbortController().signal)).toBe(0);
  return out.join('');
}

async function readFlags(command: string): Promise<readonly string[]> {
  const isThere = new RegExp(`^ {2}${command} `, 'm').test(await readHelp());
  expect(isThere, `the command ${command}`).toBe(true);
  return (await readHelp(command)).match(/--[a-z][a-z0-9-]*/g) ?? [];
}

/** All texts of a document, however deep. */
function listTexts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(listTexts);
}

/** A command over several lines of a shell as one. */
const joinLines = (text: string) => text.replaceAll(/ \\\n\s*/g, ' ');

const commandPattern =
  /(?:npx (?:--no-install )?)?loadstone ([a-z]+)((?: +(?:--?[\w-]+|[^\s`]+))*)/g;

function listCommands(texts: readonly string[]) {
  return texts.flatMap((text) =>
    [...text.matchAll(commandPattern)]
      .filter(([whole, , rest = '']) => whole.startsWith('npx ') || rest.includes(' --'))
      .map(([, command = '', rest = '']) => ({
        command,
        flags: rest.match(/--[a-z][a-z-]*/g) ?? [],
        formats: [...rest.matchAll(/--output ([a-z-]+)=/g)].map(([, format = '']) => format),
      })),
  );
}

const sources: readonly (readonly [string, () => readonly string[]])[] = [
  ['../../action/gate.sh', () => [joinLines(readText('../../action/gate.sh'))]],
  ['gitlab-ci.yml', () => listTexts(readYaml('gitlab-ci.yml'))],
  ['Jenkinsfile', () => [joinLines(readText('Jenkinsfile'))]],
  ['README.md', () => [readText('README.md')]],
];

test.each(sources)('%s uses commands, flags and formats that exist', async (_, read) => {
  const commands = listCommands(read());
  expect(commands.map(({ command }) => command)).toContain('gate');
  for (const { command, flags, formats } of commands) {
    const known = await readFlags(command);
    expect(flags.filter((flag) => !known.includes(flag))).toEqual([]);
    expect(formats.filter((format) => !Object.hasOwn(exportFormats, format))).toEqual([]);
  }
  expect(commands.flatMap(({ formats }) => formats).length).toBeGreaterThan(0);
});

test('the flags of gate are those of the program, as soon as it has the command', async () => {
  const known = await readFlags('gate');
  expect(gateFlags.filter((flag) => !known.includes(flag))).toEqual([]);
});

test('the README names every format', () => {
  const text = readText('README.md');
  for (const format of Object.keys(exportFormats)) expect(text).toContain(`\`${format}\``);
});

/** A job of GitLab, as far as ours have it. */
const gitlabJob = {
  type: 'object',
  additionalProperties: false,
  required: ['stage', 'image', 'rules', 'script'],
  properties: {
    stage: { enum: ['test', 'comment'] },
    image: { type: 'string', pattern: '^[a-z0-9./_-]+:[a-z0-9._-]+$' },
    rules: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['if'],
        properties: { if: { type: 'string' }, when: { enum: ['always', 'on_success'] } },
      },
    },
    needs: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['job'],
        properties: { job: { type: 'string' }, artifacts: { type: 'boolean' } },
      },
    },
    resource_group: { type: 'string' },
    interruptible: { type: 'boolean' },
    timeout: { type: 'string', pattern: '^[0-9]+ minutes$' },
    variables: { type: 'object', additionalProperties: { type: 'string' } },
    before_script: { $ref: '#/definitions/lines' },
    script: { $ref: '#/definitions/lines' },
    after_script: { $ref: '#/definitions/lines' },
    allow_failure: {
      anyOf: [
        { type: 'boolean' },
        {
          type: 'object',
          additionalProperties: false,
          required: ['exit_codes'],
          properties: { exit_codes: { type: 'integer' } },
        },
      ],
    },
    artifacts: {
      type: 'object',
      additionalProperties: false,
      required: ['paths'],
      properties: {
        when: { enum: ['always', 'on_success', 'on_failure'] },
        expire_in: { type: 'string', pattern: '^[0-9]+ days$' },
        expose_as: { type: 'string', pattern: '^[A-Za-z0-9 _-]{1,100}$' },
        paths: { $ref: '#/definitions/lines' },
        reports: {
          type: 'object',
          additionalProperties: false,
          properties: { junit: { type: 'string' }, metrics: { type: 'string' } },
        },
      },
    },
  },
};

const gitlabFile = {
  type: 'object',
  required: ['stages'],
  properties: { stages: { const: ['test', 'comment'] } },
  additionalProperties: gitlabJob,
  definitions: { lines: { type: 'array', minItems: 1, items: { type: 'string' } } },
};

interface GitlabJob {
  readonly rules: readonly { readonly if: string }[];
  readonly needs?: readonly { readonly job: string }[];
  readonly before_script?: readonly string[];
  readonly script?: readonly string[];
  readonly artifacts?: {
    readonly paths: readonly string[];
    readonly reports: Readonly<Record<string, string>>;
  };
}

test('the file for GitLab is of the form that GitLab reads', () => {
  const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(gitlabFile);
  const file = readYaml('gitlab-ci.yml') as Record<string, Record<string, unknown>>;
  expect(validate(file), JSON.stringify(validate.errors)).toBe(true);
  const { script, ...without } = file.loadstone ?? {};
  expect(validate({ ...file, loadstone: { ...without, scripts: script } })).toBe(false);
  expect(validate({ ...file, loadstone: { ...file.loadstone, timeout: 30 } })).toBe(false);
  expect(validate({ ...file, loadstone: { ...file.loadstone, needs: ['x'] } })).toBe(false);
});

test('on GitLab what later jobs and the merge request read is written, and the comment needs its token', () => {
  const { loadstone, 'loadstone-comment': comment } = readYaml('gitlab-ci.yml') as Readonly<
    Record<string, GitlabJob>
  >;
  const script = loadstone?.script?.join(' ') ?? '';
  for (const file of Object.values(loadstone?.artifacts?.reports ?? {}))
    expect(script).toContain(`=${file}`);
  expect(loadstone?.artifacts?.paths).toContain('loadstone/');
  expect(script).toContain('--output comment=loadstone/comment.md');
  const posting = comment?.script?.join(' ') ?? '';
  expect(posting).toContain('loadstone/comment.md');
  expect(comment?.needs?.map(({ job }) => job)).toEqual(['loadstone']);
  expect(comment?.rules[0]?.if).toContain('$LOADSTONE_COMMENT_TOKEN');
  const [, built] = /node_modules\/loadstone\/dist\/([\w-]+)\.js/.exec(posting) ?? [];
  const build = readFileSync(join(folder, '../../packaging/modules.ts'), 'utf8');
  expect(build).toContain(`'${built}': 'action/comment/post-comment.ts'`);
});

test('names of branches reach a shell as a variable in quotes, on GitLab and on Jenkins', () => {
  const gitlab = Object.values(readYaml('gitlab-ci.yml') as Readonly<Record<string, GitlabJob>>);
  const jenkins = readText('Jenkinsfile');
  // In single quotes Groovy leaves a variable to the shell.
  const quotes = [...jenkins.matchAll(/\bsh(?: |\(.*script: )('''|'|"""|")/g)].map(
    ([, sign]) => sign,
  );
  expect(quotes).toEqual(["'", "'", "'", "'''"]);
  const shells = [
    ...gitlab.flatMap(({ before_script = [], script = [] }) => [...before_script, ...script]),
    jenkins.slice(jenkins.indexOf('steps {')),
  ].join('\n');
  const named = /\$(?:CI|CHANGE)_\w+/g;
  const all = shells.match(named) ?? [];
  expect(all.length).toBeGreaterThan(4);
  expect(
    shells
      .match(/"[^"\n]*"/g)
      ?.join('\n')
      .match(named),
  ).toEqual(all);
});

test('the Jenkinsfile has the parts of a declarative pipeline, each of them closed', () => {
  const code = readText('Jenkinsfile').replaceAll(/'''[\s\S]*?'''|'[^'\n]*'|"[^"\n]*"|\/\/.*/g, '');
  let depth = 0;
  for (const sign of code.match(/[{}]/g) ?? []) {
    depth += sign === '{' ? 1 : -1;
    expect(depth).toBeGreaterThanOrEqual(0);
  }
  expect(depth).toBe(0);
  expect(code.match(/^ {2}\w+(?= \{)/gm)).toEqual(['  agent', '  options', '  stages', '  post']);
});
