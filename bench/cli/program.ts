// The commands and their flags; each hands over to a file in commands/.
import { Command, CommanderError, Option } from 'commander';
import { exportFormats } from '../../reports/exports/registry.ts';
import { type ExitCode, exitCodes, LoadstoneError } from '../errors.ts';
import { compareTwoRuns } from './commands/compare.ts';
import { diagnoseMachine } from './commands/doctor.ts';
import { explainRun } from './commands/explain.ts';
import { exportRun } from './commands/export.ts';
import { runFaultsCommand } from './commands/faults.ts';
import { runGates } from './commands/gate.ts';
import { addToHistory, showHistory } from './commands/history.ts';
import { listRuns } from './commands/list.ts';
import { runMicroCommand } from './commands/micro.ts';
import { calibrateNoise } from './commands/noise.ts';
import { showPlan } from './commands/plan.ts';
import { profileRun } from './commands/profile.ts';
import { reportRun } from './commands/report.ts';
import { runExperiment } from './commands/run.ts';
import { runSelftestCommand } from './commands/selftest.ts';
import { setupMachine } from './commands/setup.ts';
import { studySlices } from './commands/slices.ts';
import { runSweep } from './commands/sweep.ts';
import {
  addFaultSelection,
  addLive,
  addSelection,
  gather,
  onInconclusiveOption,
  runsOption,
} from './program-options.ts';
import type { TerminalIo } from './terminal-io.ts';
import { readVersion } from './version.ts';

function addHistoryCommands(program: Command, io: TerminalIo): void {
  const history = program
    .command('history')
    .description('ratios to the baseline over the runs of this machine, with change points')
    .addOption(runsOption())
    .option('--scenario <name>', 'only this scenario; may be repeated', gather)
    .option('--metric <name>', 'only this metric, such as throughputRps; may be repeated', gather)
    .option('--variant <pattern>', "such as 'cache=redis,threads=*'; may be repeated", gather)
    .option('--all-machines', 'also series of other machines than that of the newest run')
    .option('--json', 'print as JSON')
    .action((options) => showHistory(options, io));
  history
    .command('add')
    .description('enter an older run by hand')
    .argument('<id>', 'run id, the beginning of one, or latest')
    .action((id, _options, command) => addToHistory(id, command.optsWithGlobals(), io));
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
  const program = new Command('loadstone')
    .description(
      'Which configuration of a service is better, by how much, how sure are we, what does it cost, and does it stay up?',
    )
    .version(readVersion())
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err })
    .showHelpAfterError('(run `loadstone --help` for the commands)');
  addLive(
    addSelection(program.command('run').description('compare the variants under load and report')),
  )
    .addOption(runsOption())
    .option('--resume <id>', 'go on with a run that was cut off (`latest` for the newest)')
    .option('--more <id>', 'append groups to a run that ended, --groups of them (default 8)')
    .option('--epochs <n>', 'spread the groups over so many occasions (default: all in one go)')
    .option('--every <time>', 'from the start of one occasion to that of the next (default 30m)')
    .option('--explain', 'load the telling variants once more and say why they are fast or slow')
    .option('--quiet', 'no progress')
    .option('--json', 'print the result document instead of the table')
    .action(async (options) => {
      exitCode = await runExperiment(options, io, signal);
    });
  addLive(
    addSelection(
      program
        .command('gate')
        .description('run until every gate of the config is decided; the exit code answers'),
    ),
  )
    .addOption(runsOption())
    .option('--against <ref>', 'compare the working tree with this commit, branch or tag')
    .option('--more <id>', 'append groups to an undecided gate, --groups of them (default 8)')
    .addOption(onInconclusiveOption('fail'))
    .option('--output <format=file>', 'also write this format; may be repeated', gather)
    .option('--quiet', 'no progress')
    .option('--json', 'print the result document instead of the table')
    .action(async (options) => {
      exitCode = await runGates(options, io, signal);
    });
  addLive(
    addSelection(
      program
        .command('noise')
        .description('measure a variant against itself: what this machine can tell apart'),
    ),
  )
    .addOption(runsOption())
    .option('--quiet', 'no progress')
    .option('--json', 'print as JSON')
    .action(async (options) => {
      exitCode = await calibrateNoise(options, io, signal);
    });
  addSelection(
    program
      .command('sweep')
      .description('latency against rate: the knee and the highest rate within the SLO'),
  )
    .addOption(runsOption())
    .option('--slo-p99 <ms>', 'most latency at p99 (default: only that the rate is sustained)')
    .option('--seconds-per-rate <s>', 'load at each rate in each group', '2')
    .option('--quiet', 'no progress')
    .option('--json', 'print the document instead of the table')
    .action(async (options) => {
      exitCode = await runSweep(options, io, signal);
    });
  addFaultSelection(
    program
      .command('faults')
      .description(
        'break one thing at a time under load: what users lose, and whether data was lost',
      ),
  )
    .addOption(runsOption())
    .option(
      '--fault <pattern>',
      "such as 'redis-*'; may be repeated (default: the config's)",
      gather,
    )
    .option('--resume <id>', 'go on with a run that was cut off (`latest` for the newest)')
    .option('--output <format=file>', 'also write this format; may be repeated', gather)
    .option('--quiet', 'no progress')
    .option('--json', 'print the document instead of the table')
    .action(async (options) => {
      exitCode = await runFaultsCommand(options, io, signal);
    });
  addSelection(
    program
      .command('plan')
      .description('show variants, order and time of a run without running it'),
  )
    .option('--epochs <n>', 'as of `run`')
    .option('--every <time>', 'as of `run`')
    .option('--json', 'print the resolved experiment and the plan as JSON')
    .action((options) => showPlan(options, io));
  program
    .command('report')
    .description('judge a run again from its records and write its reports')
    .argument('[id]', 'run id, the beginning of one, or latest', 'latest')
    .addOption(runsOption())
    .option('--json', 'print the result document instead of the table')
    .action((id, options) => reportRun(id, options, io));
  program
    .command('explain')
    .description('load the telling variants of a run again and say why they are fast or slow')
    .argument('[id]', 'run id, the beginning of one, or latest', 'latest')
    .option('--variant <pattern>', "such as 'cache=redis,threads=*'; may be repeated", gather)
    .option('--scenario <name>', 'only this scenario of the run; may be repeated', gather)
    .option('--seconds <s>', 'load for each variant and scenario', '3')
    .addOption(runsOption())
    .option('--json', 'print the document instead of the text')
    .action((id, options) => explainRun(id, options, io, signal));
  program
    .command('profile')
    .description('load one variant of a run under a profiler, or two and tell the difference')
    .argument('[id]', 'run id, the beginning of one, or latest', 'latest')
    .requiredOption(
      '--variant <pattern>',
      "such as 'index=none'; of several the nearest to the baseline",
    )
    .option('--against-variant <pattern>', 'compare its top functions with those of this one')
    .addOption(
      new Option('--tool <name>', 'V8 profiler, or Clinic.js around the service')
        .choices(['cpu', 'clinic-flame', 'clinic-doctor'])
        .default('cpu'),
    )
    .option('--scenario <name>', "one of the run's scenarios (default: its first)")
    .option('--seconds <s>', 'load for each variant', '5')
    .addOption(runsOption())
    .option('--json', 'print the document of cpu profiles instead of the table')
    .action((id, options) => profileRun(id, options, io, signal));
  program
    .command('export')
    .description('a run in a format for CI or another program')
    .argument(
      '[run]',
      'run id, the beginning of one, latest, a result.json or faults.json',
      'latest',
    )
    .requiredOption('--format <name>', `all, or one of ${Object.keys(exportFormats).join(', ')}`)
    .option('--to <file>', 'file, - for standard output (the default), or with all a folder')
    .addOption(onInconclusiveOption('warn'))
    .option('--absolute', 'figures instead of ratios to the baseline, where a format takes one')
    .addOption(runsOption())
    .action((run, options) => exportRun(run, options, io));
  program
    .command('list')
    .description('list the runs, newest first')
    .addOption(runsOption())
    .option('--json', 'print as JSON')
    .action((options) => listRuns(options, io));
  program
    .command('compare')
    .description('what changed between two runs: settings, environment, and each effect')
    .argument('<a>', 'run id, the beginning of one, latest, a run folder, or a result.json')
    .argument('<b>', 'the run that is compared with it')
    .addOption(runsOption())
    .option('--html <file>', 'also write a page')
    .option('--json', 'print as JSON')
    .action((a, b, options) => compareTwoRuns(a, b, options, io));
  addHistoryCommands(program, io);
  program
    .command('doctor')
    .description('check whether this machine can measure')
    .option('--config <file>', 'config file')
    .addOption(runsOption())
    .action(async (options) => {
      exitCode = (await diagnoseMachine(options, io)) ? exitCodes.ok : exitCodes.environment;
    });
  program
    .command('selftest')
    .description('measure how truthful each driver is on this machine, peers included')
    .option('--driver <name>', 'only this one; may be repeated', gather)
    .option('--quick', 'four cases, in seconds')
    .option('--seed <n>', 'seed of the schedules')
    .option('--json', 'print as JSON')
    .action(async (options) => {
      exitCode = await runSelftestCommand(options, io, signal);
    });
  program
    .command('micro')
    .description("run Loadstone's own micro-benchmarks, or compare them with another commit")
    .option('--only <pattern>', "part of 'suite/alternative', * for anything")
    .option('--against <ref>', 'compare the working tree with this commit, branch or tag')
    .option('--groups <n>', 'number of groups of fresh processes', '8')
    .option('--tolerance <ratio>', 'a difference up to this counts as the same', '0.05')
    .option('--seed <n>', 'seed of the order')
    .option('--with-postgres', 'also what needs PostgreSQL')
    .option('--fail-on-slower', 'exit 1 where one is slower, 4 where that cannot be told')
    .option('--json', 'print as JSON')
    .action(async (options) => {
      exitCode = await runMicroCommand(options, io, signal);
    });
  addSelection(
    program
      .command('slices')
      .description('measure which slice length compares best on this machine'),
  )
    .addOption(runsOption())
    .option('--lengths <ms,ms>', 'slice lengths', '25,50,100,250,1000')
    .option(
      '--load <time>',
      'load of each length (24s), with --groups of each variant in a group (1s)',
    )
    .option('--twins <n>', 'with --groups: equal variants that are compared', '6')
    .option('--json', 'print as JSON')
    .action((options) => studySlices(options, io, signal));
  program
    .command('setup')
    .description('make sure of the programs that npm cannot bring (redis-server)')
    .option('--for-tests', 'also k6 and a browser for the tests; in CI a missing program fails')
    .option('--k6', 'also k6, built with Go')
    .option('--config <file>', 'config file')
    .action(async (options) => {
      const wanted = { forTests: options.forTests === true, k6: options.k6 === true };
      const isReady = await setupMachine({ ...wanted, config: options.config }, io);
      if (!isReady && options.forTests === true && io.env.CI) exitCode = exitCodes.environment;
    });
  for (const command of program.commands)
    command.showHelpAfterError(`(run \`loadstone ${command.name()} --help\` for its options)`);
  let commandName = '';
  program.hook('preAction', (_, command) => {
    commandName = command.name();
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
    // Commander has already said what is wrong; help and version are no errors.
    return thrown.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  }
  return exitCode;
}

/** Exit code of anything thrown by a command. */
export function exitCodeOf(thrown: unknown): ExitCode {
  return thrown instanceof LoadstoneError ? thrown.exitCode : exitCodes.internal;
}
