// Runs what was planned: services, groups, progress; what `run`, `gate`, `noise` and `sweep` have in common.

import { setTimeout as wait } from 'node:timers/promises';
import { countOf } from '../../reports/document/messages/count.ts';
import { measurePace } from '../analysis/run-records.ts';
import type { Journal } from '../services/journal.ts';
import { buildResultDocument } from '../store/document.ts';
import { openRecordLog, readRecordLog } from '../store/record-log.ts';
import type { GroupMeasure } from '../trial/group.ts';
import { runTrials, type TrialsOutcome } from '../trial/run-trials.ts';
import type { TrialContext, TrialEvent } from '../trial/trial-context.ts';
import { noteExercise } from './exercise-store.ts';
import { type LiveView, openLiveView } from './live-view.ts';
import { type OpenedRun, openNextEpoch } from './opened-run.ts';
import { buildPaceKey, keepPace } from './pace-store.ts';
import { showProgress } from './progress.ts';
import { openRunServices } from './run-services.ts';
import { findStateFolder } from './state-folder.ts';
import { createStoppingRule, type StopGoal } from './stopping-rule.ts';
import type { TerminalIo } from './terminal-io.ts';

interface MeasureOptions {
  /** What ends the run early; undefined: nothing but the budget. */
  readonly goal: StopGoal | undefined;
  readonly quiet: boolean;
  /** Of the live page, 0 for a free one; undefined: no page. */
  readonly livePort: number | undefined;
  /** What is done with each started group; absent: the planned blocks. */
  readonly measure?: GroupMeasure;
  /** Done after the last group while the services are still up; left out where the run was interrupted. */
  readonly afterwards?: (context: TrialContext) => Promise<'complete' | 'interrupted'>;
  /** The undo journal of this process, where the command has opened one already. */
  readonly journal?: Journal | undefined;
}

/**
 * Measures an opened run and closes its services and files in every case.
 * @throws LoadstoneError where the environment fails; what was recorded before stays.
 */
export async function measureRun(
  run: OpenedRun,
  { goal, quiet, livePort, measure, afterwards, journal }: MeasureOptions,
  io: TerminalIo,
  signal: AbortSignal,
): Promise<TrialsOutcome> {
  if (run.earlier.isComplete === true && afterwards === undefined) {
    io.err(`Run ${run.folder.id} is complete: there is nothing left to measure.`);
    run.log.close();
    return { status: 'complete', failedVariantIds: [] };
  }
  const live = livePort === undefined ? undefined : await openLive(run, livePort, io);
  const progress = showProgress(run, { isQuiet: quiet, isComparison: measure === undefined }, io);
  const tell = (event: TrialEvent) => {
    progress.listen(event);
    live?.listen(event);
  };
  // Only comparisons have what it looks at.
  const listen = measure === undefined ? noteExercise(run, tell) : tell;
  const rule = createStoppingRule(run.planned.plan, {
    readDocument: () => buildResultDocument(run.folder),
    ...{ goal, budgetMs: run.planned.selection.budgetMs },
    ...{ startedMs: performance.now(), readMonotonicMs: () => performance.now() },
  });
  let outcome: TrialsOutcome | undefined;
  try {
    const handed = { findStopReason: rule, journal };
    const services = await openRunServices(
      noteLive(run, livePort),
      listen,
      io,
      capTime(run, signal),
      handed,
    );
    try {
      outcome = await runTrials(services.context, run.earlier, measure);
      // What a command loads in its own way has groups of its own kind, whose pace is no other plan's.
      if (measure === undefined) learnPace(run, io);
      if (outcome.status === 'complete' && afterwards !== undefined) {
        progress.pause();
        outcome = { ...outcome, status: await afterwards(services.context) };
      }
      return outcome;
    } finally {
      progress.pause();
      await services.close();
    }
  } finally {
    progress.close();
    run.log.close();
    await live?.close(describeEnd(outcome));
  }
}

function learnPace({ folder, planned, manifest }: OpenedRun, io: TerminalIo): void {
  const { experiment } = planned;
  keepPace(
    findStateFolder(experiment.configPath, io),
    buildPaceKey(experiment, manifest.selection.preset),
    measurePace(readRecordLog(folder.recordsPath).records),
  );
}

/** The hard cap on a run's time ends it as Ctrl-C does: what was measured is kept. */
export function capTime(run: OpenedRun, signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(run.planned.experiment.limits.maxRunMs)]);
}

/** A page costs a little of the machine, so the run says that it had one. */
function noteLive(run: OpenedRun, livePort: number | undefined): OpenedRun {
  if (livePort === undefined) return run;
  return { ...run, manifest: { ...run.manifest, hadLivePage: true } };
}

/** A run whose page cannot be opened has not begun: its files are closed. */
async function openLive(run: OpenedRun, port: number, io: TerminalIo): Promise<LiveView> {
  try {
    return await openLiveView(run, port, io);
  } catch (thrown) {
    run.log.close();
    throw thrown;
  }
}

function describeEnd(outcome: TrialsOutcome | undefined): 'ended' | 'interrupted' | 'failed' {
  if (outcome === undefined) return 'failed';
  return outcome.status === 'interrupted' ? 'interrupted' : 'ended';
}

/**
 * Measures one epoch after the other; a run without epochs is a single one. Between two of them no service of the
 * run is up, and the machine is free for others. What was measured is kept wherever it is cut off.
 * @throws LoadstoneError as `measureRun` does
 */
export async function measureInEpochs(
  first: OpenedRun,
  options: MeasureOptions,
  io: TerminalIo,
  signal: AbortSignal,
): Promise<TrialsOutcome> {
  const { plan, selection } = first.planned;
  const failed = new Set<string>();
  let run = first;
  for (;;) {
    const startedMs = performance.now();
    const outcome = await measureRun(run, options, io, signal);
    for (const id of outcome.failedVariantIds) failed.add(id);
    if (outcome.status !== 'waiting') return { ...outcome, failedVariantIds: [...failed] };
    const waitMs = startedMs + (selection.epochs?.everyMs ?? 0) - performance.now();
    const done = `Epoch ${run.epoch + 1} is measured, ${run.countEndedGroups()} of ${countOf(plan.groups.length, 'group')}.`;
    if (waitMs <= 0) {
      io.err(`${done} The next one is due already: --every is shorter than an epoch takes.`);
    } else {
      const at = new Date(Date.now() + waitMs).toLocaleTimeString('en-GB');
      const resume = `loadstone run --resume ${run.folder.id}`;
      io.err(`${done} The next one begins at ${at}; cut off before, it goes on with ${resume}.`);
    }
    if (!(await waitUnlessAborted(waitMs, signal))) {
      noteInterrupted(run);
      return { status: 'interrupted', failedVariantIds: [...failed] };
    }
    run = openNextEpoch(run, io);
  }
}

async function waitUnlessAborted(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await wait(Math.max(0, ms), undefined, { signal });
    return true;
  } catch (thrown) {
    if (signal.aborted) return false;
    throw thrown;
  }
}

function noteInterrupted({ folder, redactor }: OpenedRun): void {
  const log = openRecordLog(folder.recordsPath, redactor);
  log.append({ kind: 'run-ended', at: new Date().toISOString(), status: 'interrupted' });
  log.close();
}
