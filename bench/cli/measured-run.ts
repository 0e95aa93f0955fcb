// Runs what was planned: services, groups, progress; what `run`, `gate` and `noise` have in common.
import type { Journal } from '../services/journal.ts';
import { runTrials, type TrialsOutcome } from '../trial/run-trials.ts';
import type { OpenedRun } from './opened-run.ts';
import { showProgress } from './progress.ts';
import { openRunServices } from './run-services.ts';
import { createStoppingRule, type StopGoal } from './stopping-rule.ts';
import type { TerminalIo } from './terminal-io.ts';

export interface MeasureOptions {
  /** What ends the run early; undefined: nothing but the budget. */
  readonly goal: StopGoal | undefined;
  readonly quiet: boolean;
  /** The undo journal of this process, where the command has opened one already. */
  readonly journal?: Journal | undefined;
}

/**
 * Measures an opened run and closes its services and files in every case.
 * @throws LoadstoneError where the environment fails; what was recorded before stays.
 */
export async function measureRun(
  run: OpenedRun,
  { goal, quiet, journal }: MeasureOptions,
  io: TerminalIo,
  signal: AbortSignal,
): Promise<TrialsOutcome> {
  const progress = showProgress(run, quiet, io);
  const rule = createStoppingRule(run, {
    ...{ goal, budgetMs: run.planned.selection.budgetMs },
    ...{ startedMs: performance.now(), readMonotonicMs: () => performance.now() },
  });
  try {
    const services = await openRunServices(run, progress.listen, io, capTime(run, signal), {
      ...{ findStopReason: rule, journal },
    });
    try {
      return await runTrials(services.context, run.earlier);
    } finally {
      progress.pause();
      await services.close();
    }
  } finally {
    progress.close();
    run.log.close();
  }
}

/** The hard cap on a run's time ends it as Ctrl-C does: what was measured is kept. */
function capTime(run: OpenedRun, signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(run.planned.experiment.limits.maxRunMs)]);
}
