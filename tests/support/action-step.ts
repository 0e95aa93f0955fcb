// Runs one step of a composite action without a forge: its own shell lines and variables, the expressions filled in.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { parse } from 'yaml';
import { type CommandOutcome, commandEnv } from './command-line.ts';

const root = join(import.meta.dirname, '../..');

export interface ActionStep {
  readonly name: string;
  readonly run?: string;
  readonly uses?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string>>;
}

export interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly ActionStep[] };
}

/** @param path of the file from the root of the repository */
export function readAction(path: string): Action {
  return parse(readFileSync(join(root, path), 'utf8'), { strict: true });
}

export interface StepContext {
  readonly cwd: string;
  /** Values of expressions, such as `github.base_ref`; those of inputs are their defaults where they are not here. */
  readonly expressions: Readonly<Record<string, string>>;
  /** What a runner sets. */
  readonly runner: Readonly<Record<string, string>>;
}

/** @throws Error where there is no such step, or an expression has no value */
export function runStep(path: string, name: string, context: StepContext): Promise<CommandOutcome> {
  const { inputs, runs } = readAction(path);
  const step = runs.steps.find((one) => one.name === name);
  if (step?.run === undefined) throw new Error(`${path} has no shell step ${name}.`);
  const values: Readonly<Record<string, string | undefined>> = {
    ...Object.fromEntries(
      Object.entries(inputs).map(([key, input]) => [`inputs.${key}`, input.default]),
    ),
    'github.action_path': join(root, dirname(path)),
    ...context.expressions,
  };
  const fill = (text: string) =>
    text.replaceAll(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => {
      const value = values[expression];
      if (value === undefined) throw new Error(`${expression} has no value.`);
      return value;
    });
  const own = Object.entries(step.env ?? {}).map(([key, text]) => [key, fill(text)]);
  // As a runner does for `shell: bash`.
  const words = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', fill(step.run)];
  return runProgramWith('bash', words, context, Object.fromEntries(own));
}

export function runProgramWith(
  program: string,
  words: readonly string[],
  { cwd, runner }: Pick<StepContext, 'cwd' | 'runner'>,
  own: Readonly<Record<string, string>>,
): Promise<CommandOutcome> {
  const { PATH = '', HOME = '' } = process.env;
  const env = {
    PATH: [dirname(process.execPath), PATH].join(delimiter),
    ...{ HOME, ...commandEnv, NO_COLOR: '1', CI: 'true' },
    ...{ ...runner, ...own },
  };
  return new Promise((resolve) => {
    const child = execFile(program, words, { cwd, env }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}
