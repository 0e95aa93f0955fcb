// Runs a `loadstone` command within this process: for what it says and refuses, many times over.
import { exitCodeOf, runProgram } from '../../bench/cli/program.ts';
import { openTerminal, renderError } from '../../bench/cli/terminal-io.ts';
import type { CommandOptions, CommandOutcome } from './command-line.ts';

/** As the real command; a config of JavaScript is read once a process, however often its file changes. */
export async function runInProcess(
  args: readonly string[],
  { cwd, env = {} }: CommandOptions,
): Promise<CommandOutcome> {
  let [stdout, stderr] = ['', ''];
  const io = {
    ...openTerminal(),
    ...{ cwd, env: { ...process.env, NO_COLOR: '1', ...env } },
    out: (text: string) => {
      stdout += `${text}\n`;
    },
    err: (text: string) => {
      stderr += `${text}\n`;
    },
  };
  try {
    const code = await runProgram(args, io, new AbortController().signal);
    return { code, stdout, stderr };
  } catch (thrown) {
    return { code: exitCodeOf(thrown), stdout, stderr: `${stderr}${renderError(thrown)}\n` };
  }
}
