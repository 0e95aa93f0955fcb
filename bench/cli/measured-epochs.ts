// A run whose groups are spread over several occasions: measure, close everything, wait, go on.

import { setTimeout as wait } from 'node:timers/promises';
import { countOf } from '../count-of.ts';
import { openRecordLog } from '../store/record-log.ts';
import type { TrialsOutcome } from '../trial/run-trials.ts';
import { type MeasureOptions, measureRun } from './measured-run.ts';
import { type OpenedRun, openNextEpoch } from './opened-run.ts';
import type { TerminalIo } from './terminal-io.ts';

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
