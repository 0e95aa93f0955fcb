// `loadstone run`: config → plan → run folder → services → trials → judgement → reports → exit code.
import type { ResultDocument } from '../../../reports/document/result.ts';
import { type ExitCode, exitCodes } from '../../errors.ts';
import { chooseRunExitCode } from '../../gates/exit-code.ts';
import type { GivenConfig } from '../../spec/load-config.ts';
import type { RunFolder } from '../../store/run-folder.ts';
import type { TrialsOutcome } from '../../trial/run-trials.ts';
import {
  type AddCommand,
  addLive,
  addSelection,
  type LiveOptions,
  parseLivePort,
  runsOption,
} from '../command.ts';
import { rememberExercise } from '../exercise-store.ts';
import { listAfterwards } from '../fault-run.ts';
import { measureInEpochs } from '../measured-run.ts';
import { type OpenedRun, openMeasuredRun } from '../opened-run.ts';
import { addFaultsExitCode, writeReports } from '../report-files.ts';
import {
  assertKeepsSelection,
  parseSelection,
  planRun,
  type SelectionOptions,
} from '../selection.ts';
import type { TerminalIo } from '../terminal-io.ts';
import { explainEndedRun } from './explain.ts';
import { enterFinishedRun } from './history.ts';

export const addRun: AddCommand = (program, { io, signal, exitWith }) =>
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
    .action(async (options) => exitWith((await runExperiment(options, io, signal)).exitCode));

export interface RunCommandOptions extends Omit<SelectionOptions, 'config'>, LiveOptions {
  readonly runs: string;
  /** File, or what a program holds in place of one. */
  readonly config?: string | GivenConfig;
  readonly resume?: string;
  /** Id of a run that groups are appended to. */
  readonly more?: string;
  /** Say why variants are fast or slow, after the last group. */
  readonly explain?: boolean;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

/** Groups that `--more` appends where nothing else is said. */
const usualMoreGroups = 8;

/** What a command that runs several experiments asks besides. */
export interface RunHooks {
  /** What is printed once it has ended; absent: as `--json` says. */
  readonly table?: 'none';
  /** Called before anything is measured. */
  readonly onOpened?: (run: OpenedRun) => void;
}

export interface EndedRun {
  readonly exitCode: ExitCode;
  readonly folder: RunFolder;
  /** Undefined where it was interrupted before a group had ended. */
  readonly document: ResultDocument | undefined;
}

/**
 * Runs an experiment and reports it; what was measured is written before the exit code is decided.
 * @throws LoadstoneError of every kind that errors.ts lists for config and environment.
 */
export async function runExperiment(
  { config, ...options }: RunCommandOptions,
  io: TerminalIo,
  signal: AbortSignal,
  hooks: RunHooks = {},
): Promise<EndedRun> {
  const { more, ...opening } = options;
  const selected = parseSelection(options);
  const livePort = parseLivePort(options);
  assertKeepsSelection(options);
  const file = typeof config === 'string' ? { config } : {};
  const run = await openMeasuredRun(
    {
      ...{ ...opening, ...file },
      ...(more !== undefined && { more: { id: more, groups: selected.groups ?? usualMoreGroups } }),
    },
    io,
    (selection, configPath) => planRun(config ?? configPath, selection ?? selected, io),
  );
  hooks.onOpened?.(run);
  const quiet = options.quiet === true;
  const afterwards = listAfterwards(run, quiet, io);
  const measuring = { goal: 'comparisons', quiet, livePort, ...afterwards } as const;
  const outcome = await measureInEpochs(run, measuring, io, signal);
  if (options.explain === true && outcome.status === 'complete')
    await explainEndedRun(run.folder, io, signal);
  const table = hooks.table ?? (options.json === true ? 'json' : 'table');
  return finishRun(run, outcome, table, io);
}

function finishRun(
  run: OpenedRun,
  outcome: TrialsOutcome,
  table: 'table' | 'json' | 'none',
  io: TerminalIo,
): EndedRun {
  const { folder } = run;
  if (outcome.status === 'interrupted' && table !== 'none')
    io.err(
      `Interrupted. What was measured is kept: go on with \`loadstone run --resume ${run.folder.id}\`.`,
    );
  if (outcome.status === 'interrupted' && run.countEndedGroups() === 0)
    return { exitCode: exitCodes.interrupted, folder, document: undefined };
  const document = writeReports(run.folder, { table }, io);
  enterFinishedRun(run.folder, document, io);
  rememberExercise(run, document, io);
  const exitCode =
    outcome.status === 'interrupted'
      ? exitCodes.interrupted
      : addFaultsExitCode(chooseRunExitCode(document, outcome.failedVariantIds), folder);
  return { exitCode, folder, document };
}
