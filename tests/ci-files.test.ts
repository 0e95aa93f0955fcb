// The ready files for CI: they parse, and use only commands, flags and formats that exist.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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

const commandPattern = /(?:npx )?loadstone ([a-z]+)((?: +(?:--?[\w-]+|[^\s`]+))*)/g;

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
  ['github-actions.yml', () => listTexts(readYaml('github-actions.yml'))],
  ['gitlab-ci.yml', () => listTexts(readYaml('gitlab-ci.yml'))],
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

interface GithubJob {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly { readonly run?: string; readonly uses?: string }[];
}

test('on GitHub foreign text reaches no shell, and no job that may write runs foreign code', () => {
  const { jobs, permissions } = readYaml('github-actions.yml') as {
    readonly jobs: Readonly<Record<string, GithubJob>>;
    readonly permissions: Readonly<Record<string, string>>;
  };
  expect(Object.values(permissions)).toEqual(['read']);
  const steps = Object.values(jobs).flatMap((job) => job.steps);
  expect(steps.filter(({ run }) => run?.includes('${{'))).toEqual([]);
  const writing = Object.values(jobs).filter(({ permissions: own = {} }) =>
    Object.values(own).includes('write'),
  );
  expect(writing).toHaveLength(1);
  const uses = writing.flatMap((job) => job.steps.map((step) => step.uses ?? step.run));
  expect(uses).toEqual(['actions/download-artifact@v4', 'actions/github-script@v7']);
});

test('files that later steps read are written by the gate', () => {
  const github = listTexts(readYaml('github-actions.yml')).join('\n');
  expect(github).toContain('--output comment=loadstone/comment.md');
  expect(github).toContain("readFileSync('loadstone/comment.md'");
  const gitlab = readYaml('gitlab-ci.yml') as {
    readonly loadstone: {
      readonly script: readonly string[];
      readonly artifacts: { readonly reports: Readonly<Record<string, string>> };
    };
  };
  const script = gitlab.loadstone.script.join(' ');
  for (const file of Object.values(gitlab.loadstone.artifacts.reports)) {
    expect(script).toContain(`=${file}`);
  }
});
