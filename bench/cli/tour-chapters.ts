// How a chapter of a tour is planned and run: one entry for each command that a chapter may name.

import { join, relative } from 'node:path';
import { findFewestForFamily } from '../analysis/faults/comparison.ts';
import { fewestGroups } from '../analysis/pairs/comparison.ts';
import { type ExitCode, LoadstoneError } from '../errors.ts';
import type { TimeTaker } from '../plan/divide-time.ts';
import type { ChapterRun, ResolvedChapter } from '../spec/resolve-tour.ts';
import type { RunFolder } from '../store/run-folder.ts';
import { chooseFaults, estimateFaults } from './chosen-faults.ts';
import { injectAndReport, planFaults } from './commands/faults.ts';
import { runExperiment } from './commands/run.ts';
import type { OpenedRun } from './opened-run.ts';
import { writeFaultReports, writeReports } from './report-files.ts';
import {
  createGroupsEstimate,
  type PlannedRun,
  parseSelection,
  planRun,
  type SelectionOptions,
} from './selection.ts';
import type { TerminalIo } from './terminal-io.ts';

/** A chapter of which something is run. */
export type RunChapter = ResolvedChapter & { readonly run: ChapterRun };

export interface TourPlace {
  /** Of the config of the tour. */
  readonly configPath: string;
  readonly runs: string;
  readonly isQuiet: boolean;
}

/** What is asked of one attempt. */
export interface ChapterAttempt {
  readonly groups: number;
  /** Most time of it, ms. */
  readonly budgetMs: number;
  /** Run to go on with, which keeps its own groups. */
  readonly resume: string | undefined;
  readonly onOpened: (run: OpenedRun) => void;
}

interface ChapterEstimate extends Pick<TimeTaker, 'mostGroups' | 'estimateMs'> {
  /** Below which nothing can be decided. */
  readonly fewestGroups: number;
}

interface ChapterCommand {
  plan(options: SelectionOptions, io: TerminalIo): Promise<PlannedRun>;
  /** Groups of the preset, and how long so many take. */
  estimate(planned: PlannedRun, io: TerminalIo): ChapterEstimate;
  /** Writes the reports of what was measured. */
  report(folder: RunFolder, io: TerminalIo): void;
  run(
    options: SelectionOptions & { readonly runs: string; readonly quiet: boolean },
    attempt: ChapterAttempt,
    io: TerminalIo,
    signal: AbortSignal,
  ): Promise<ExitCode>;
}

/** Services, databases and the search for a rate. */
const faultsSetupMs = 20_000;

function listFaultsOf({ faults }: PlannedRun['experiment']) {
  return chooseFaults(faults?.orders ?? []);
}

const commands: Readonly<Record<ChapterRun['command'], ChapterCommand>> = {
  run: {
    plan: (options, io) => planRun(options.config, parseSelection(options), io),
    estimate: (planned, io) => ({
      ...{ mostGroups: planned.plan.groups.length, fewestGroups },
      estimateMs: createGroupsEstimate(planned, io),
    }),
    report: (folder, io) => writeReports(folder, { table: 'none' }, io),
    run: async (options, { groups, budgetMs, resume, onOpened }, io, signal) => {
      const { config, runs, quiet } = options;
      const given =
        resume === undefined
          ? { ...options, groups: String(groups), budget: `${Math.ceil(budgetMs / 1_000)}s` }
          : { runs, quiet, resume, ...(config !== undefined && { config }) };
      const { exitCode } = await runExperiment(given, io, signal, { table: 'none', onOpened });
      return exitCode;
    },
  },
  faults: {
    plan: (options, io) => planFaults({ runs: '', ...options }, undefined, undefined, io),
    estimate: ({ experiment, plan }) => {
      const time = estimateFaults(experiment, plan);
      const mostGroups = experiment.faults?.groups ?? 1;
      const perGroupMs = (time?.expectedMs ?? 0) / mostGroups;
      // With fewer no difference could be shown, however large.
      const questions = (time?.episodes ?? 0) / mostGroups - listFaultsOf(experiment).length;
      const fewestGroups = findFewestForFamily(questions);
      return {
        ...{ mostGroups, fewestGroups },
        estimateMs: (groups) => faultsSetupMs + groups * perGroupMs,
      };
    },
    report: (folder, io) => writeFaultReports(folder, 'none', io),
    run: (options, { groups, resume, onOpened }, io, signal) => {
      const { config, runs, quiet } = options;
      const given =
        resume === undefined
          ? { ...options, groups: String(groups) }
          : { runs, quiet, resume, ...(config !== undefined && { config }) };
      return injectAndReport(given, [], io, signal, { table: 'none', onOpened });
    },
  },
};

/**
 * Plans a chapter as it will be run, so that what is wrong is told before anything is measured.
 * @throws LoadstoneError of config, selection and environment, naming the chapter
 */
export async function planChapter(
  chapter: RunChapter,
  place: TourPlace,
  io: TerminalIo,
): Promise<TimeTaker> {
  const { id, priority, run } = chapter;
  const command = commands[run.command];
  const planned = await command.plan(selectOf(run, place, io), io);
  const { fewestGroups: fewest, estimateMs, ...estimated } = command.estimate(planned, io);
  const mostGroups = Math.max(fewest, estimated.mostGroups);
  return {
    ...{ id, priority, mostGroups, estimateMs },
    leastGroups: Math.min(mostGroups, Math.max(fewest, run.leastGroups)),
  };
}

/** @throws LoadstoneError as the command of the chapter does */
export function runChapter(
  { run }: RunChapter,
  attempt: ChapterAttempt,
  place: TourPlace,
  io: TerminalIo,
  signal: AbortSignal,
): Promise<ExitCode> {
  const options = { ...selectOf(run, place, io), runs: place.runs, quiet: place.isQuiet };
  return commands[run.command].run(options, attempt, io, signal);
}

/** @throws LoadstoneError NOTHING_MEASURED, RUN_UNREADABLE, STORE_WRITE_FAILED */
export function reportChapter({ run }: RunChapter, folder: RunFolder, io: TerminalIo): void {
  commands[run.command].report(folder, io);
}

/** The words that a person would give to the command. */
function selectOf(
  run: ChapterRun,
  { configPath }: TourPlace,
  io: TerminalIo,
): SelectionOptions & { readonly fault?: readonly string[] } {
  const { config, preset, scenarios, variants, faults, groups } = run;
  const path = config === undefined ? configPath : join(configPath, '..', config);
  return {
    config: relative(io.cwd, path),
    ...(preset !== undefined && { preset }),
    ...(scenarios.length > 0 && { scenario: scenarios }),
    ...(variants.length > 0 && { variant: variants }),
    ...(faults !== undefined && { fault: faults }),
    ...(groups !== undefined && { groups: String(groups) }),
  };
}

/** The same error with the chapter that it is of. */
export function nameChapterIn(error: LoadstoneError, { id }: ResolvedChapter): LoadstoneError {
  const { code, message, hint, output } = error;
  return new LoadstoneError(code, `Chapter ${id}: ${message}`, {
    ...{ hint, cause: error },
    ...(output !== undefined && { output }),
  });
}
