// What a run that goes on has come to so far: for the live page and the table in the terminal.
import type { ResultDocument } from '../../reports/document/result.ts';
import { LoadstoneError } from '../errors.ts';
import { buildResultDocument } from '../store/document.ts';
import type { OpenedRun } from './opened-run.ts';

export interface SoFar {
  /** Undefined where no group has ended. */
  readonly read: () => ResultDocument | undefined;
  /** A group has ended: judged anew, unless that took too much of the time since. */
  readonly endGroup: () => void;
  /** Judged anew, whatever it takes. */
  readonly update: () => void;
}

/** Judging what there is so far may take a tenth of the time of a run. */
const analysisShare = 0.1;

export function createSoFar(run: OpenedRun): SoFar {
  let soFar = run.earlier.endedGroups.size === 0 ? undefined : readSoFar(run);
  let analysisMs = 0;
  let analysedMs = performance.now();
  const update = () => {
    const startedMs = performance.now();
    soFar = readSoFar(run);
    analysedMs = performance.now();
    analysisMs = analysedMs - startedMs;
  };
  return {
    read: () => soFar,
    update,
    endGroup: () => {
      const restMs = performance.now() - analysedMs;
      if (analysisMs <= analysisShare * (restMs + analysisMs)) update();
    },
  };
}

function readSoFar(run: OpenedRun): ResultDocument | undefined {
  try {
    return buildResultDocument(run.folder);
  } catch (thrown) {
    if (thrown instanceof LoadstoneError && thrown.code === 'NOTHING_MEASURED') return undefined;
    throw thrown;
  }
}
