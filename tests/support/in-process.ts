// Runs a `loadstone` command within this process: for what it says and refuses, many times over.
import { exitCodeOf, runProgram } from '../../bench/cli/program.ts';
import {
  guardText,
  openTerminal,
  renderError,
  type TerminalIo,
} from '../../bench/cli/terminal-io.ts';
import type { CommandOptions, CommandOutcome } from './command-line.ts';

/** As the real command; a config of JavaScript is read once a process, however often its file changes. */
export async function runInProcess(
  args: readonly string[],
  { cwd, env = {} }: CommandOptions,
): Promise<CommandOutcome> {
  const printed = { stdout: '', stderr: '' };
  const terminal = openTerminal();
  const printTo =
    (stream: keyof typeof printed): TerminalIo['out'] =>
    (text, kind = 'plain') => {
      const line = text.endsWith('\n') ? text : `${text}\n`;
      printed[stream] += guardText(terminal.redact(line), kind, { colour: false });
    };
  const io: TerminalIo = {
    ...{ ...terminal, cwd, env: { ...process.env, NO_COLOR: '1', ...env } },
    ...{ out: printTo('stdout'), err: printTo('stderr'), isOutTty: false, isErrTty: false },
  };
  try {
    return { code: await runProgram(args, io, new AbortController().signal), ...printed };
  } catch (thrown) {
    io.err(renderError(thrown));
    return { code: exitCodeOf(thrown), ...printed };
  }
}
