// The command line: the table of commands, and how one line of words is run.

import { Command, CommanderError } from 'commander';
import packageFile from '../../package.json' with { type: 'json' };
import { type ExitCode, exitCodes, LoadstoneError } from '../errors.ts';
import type { AddCommand, CommandContext } from './command.ts';
import { addCompare } from './commands/compare.ts';
import { addCompletion } from './commands/completion.ts';
import { addDoctor } from './commands/doctor.ts';
import { addExplain } from './commands/explain.ts';
import { addExport } from './commands/export.ts';
import { addFaults } from './commands/faults.ts';
import { addGate } from './commands/gate.ts';
import { addHistory } from './commands/history.ts';
import { addInit } from './commands/init.ts';
import { addList } from './commands/list.ts';
import { addMicro } from './commands/micro.ts';
import { addNoise } from './commands/noise.ts';
import { addOpen } from './commands/open.ts';
import { addPlan } from './commands/plan.ts';
import { addProfile } from './commands/profile.ts';
import { addReport } from './commands/report.ts';
import { addRun } from './commands/run.ts';
import { addSelftest } from './commands/selftest.ts';
import { addSetup } from './commands/setup.ts';
import { addSlices } from './commands/slices.ts';
import { addSweep } from './commands/sweep.ts';
import { addTour } from './commands/tour.ts';
import { hintAtPreset } from './preset-hint.ts';
import type { TerminalIo } from './terminal-io.ts';

/** In the order in which `loadstone --help` lists them. */
const commands: readonly AddCommand[] = [
  addInit,
  addRun,
  addGate,
  addNoise,
  addSweep,
  addFaults,
  addTour,
  addPlan,
  addReport,
  addOpen,
  addExplain,
  addProfile,
  addExport,
  addList,
  addCompare,
  addHistory,
  addDoctor,
  addSelftest,
  addMicro,
  addSlices,
  addSetup,
  addCompletion,
];

/** The whole command line, which has run nothing yet. */
export function buildProgram(context: CommandContext): Command {
  const { io } = context;
  const program = new Command('loadstone')
    .description(
      'Which configuration of a service is better, by how much, how sure are we, what does it cost, and does it stay up?',
    )
    .version(packageFile.version)
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err })
    .showHelpAfterError('(run `loadstone --help` for the commands)');
  for (const add of commands) add(program, context);
  for (const command of program.commands) {
    if (!command.options.some(({ long }) => long === '--quiet'))
      command.option('--quiet', 'no progress');
    command.showHelpAfterError(`(run \`loadstone ${command.name()} --help\` for its options)`);
  }
  return program;
}

/**
 * Runs one command line and returns its exit code.
 * @throws whatever is no matter of usage, for the caller to render.
 */
export async function runProgram(
  argv: readonly string[],
  io: TerminalIo,
  signal: AbortSignal,
): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.ok;
  const exitWith = (code: ExitCode) => {
    exitCode = code;
  };
  const program = buildProgram({ io, signal, exitWith });
  let commandName = '';
  program.hook('preAction', (_, command) => {
    commandName = command.name();
    const { runs, quiet } = command.opts<{ readonly runs?: string; readonly quiet?: boolean }>();
    if (quiet === true) io.beQuiet?.();
    // One in the environment is there for the next command, too.
    if (runs !== undefined && command.getOptionValueSource('runs') === 'cli') io.nameRunsIn?.(runs);
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (thrown) {
    if (thrown instanceof LoadstoneError && thrown.code === 'USAGE' && thrown.isHintUsual)
      throw new LoadstoneError('USAGE', thrown.message, {
        cause: thrown,
        hint: `Run \`loadstone ${commandName} --help\`.`,
      });
    if (!(thrown instanceof CommanderError)) throw thrown;
    const command = program.commands.find((one) => one.name() === argv[0]);
    const hint = await hintAtPreset(thrown, command, argv.slice(1), io);
    if (hint !== undefined) io.err(hint);
    // Commander has already said what is wrong; help and version are no errors.
    return thrown.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  }
  return exitCode;
}

/** Exit code of anything thrown by a command. */
export function exitCodeOf(thrown: unknown): ExitCode {
  return thrown instanceof LoadstoneError ? thrown.exitCode : exitCodes.internal;
}
