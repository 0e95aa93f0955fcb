// `loadstone run`: config → plan → run folder → services → trials → judgement → reports → exit code.
import type { ResultDocument } from '../../../reports/schema/result.ts';
import { type ExitCode, exitCodes } from '../../errors.ts';
import { runTrials, type TrialsOutcome } from '../../trial/run-trials.ts';
import { enterFinishedRun } from '../enter-history.ts';
import { type OpenedRun, openMeasuredRun } from '../opened-run.ts';
import { showProgress } from '../progress.ts';
import { writeReports } from '../report-files.ts';
import { openRunServices } from '../run-services.ts';
import { parseSelection, planRun, type SelectionOptions } from '../selection.ts';
import type { TerminalIo } from '../terminal-io.ts';

export interface RunOptions extends SelectionOptions {
  readonly runs: string;
  readonly resume?: string;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

/**
 * Runs an experiment and reports it; what was measured is written before the exit code is decided.
 * @throws LoadstoneError of every kind that errors.ts lists for config and environment.
 */
export async function runExperiment(
  options: RunOptions,
  io: TerminalIo,
  signal: AbortSignal,
): Promise<ExitCode> {
  const run = await openMeasuredRun(options, io, (selection, configPath) =>
    planRun(configPath ?? options.config, selection ?? parseSelection(options), io),
  );
  const progress = showProgress(run, options.quiet === true, io);
  let outcome: TrialsOutcome;
  try {
    const services = await openRunServices(run, progress.listen, io, capTime(run, signal));
    try {
      outcome = await runTrials(services.context, run.earlier);
    } finally {
      progress.pause();
      await services.close();
    }
  } finally {
    progress.close();
    run.log.close();
  }
  return finishRun(run, outcome, options, io);
}

/** The hard cap on a run's time ends it as Ctrl-C does: what was measured is kept. */
function capTime(run: OpenedRun, signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(run.planned.experiment.limits.maxRunMs)]);
}

function finishRun(
  run: OpenedRun,
  outcome: TrialsOutcome,
  options: RunOptions,
  io: TerminalIo,
): ExitCode {
  if (outcome.status === 'interrupted') {
    io.err(
      `Interrupted. What was measured is kept: go on with \`loadstone run --resume ${run.folder.id}\`.`,
    );
    if (run.countEndedGroups() === 0) return exitCodes.interrupted;
  }
  const document = writeReports(run.folder, options.json === true, io);
  enterFinishedRun(run.folder, document, io);
  if (outcome.status === 'interrupted') return exitCodes.interrupted;
  return chooseExitCode(document, outcome.failedVariantIds);
}

/** Wrong data stands above every speed, then doubt about the run, then variants that could not start. */
export function chooseExitCode(
  document: ResultDocument,
  failedVariantIds: readonly string[],
): ExitCode {
  const cells = document.scenarios.flatMap((scenario) => scenario.cells);
  if (cells.some((cell) => cell.wrongBodies > 0)) return exitCodes.wrongData;
  if (document.validity.status === 'invalid') return exitCodes.inconclusive;
  return failedVariantIds.length > 0 ? exitCodes.environment : exitCodes.ok;
}
