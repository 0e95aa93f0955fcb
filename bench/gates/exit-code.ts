// What a run comes to as one exit code, whatever its kind; wrong data stands above everything else.
import type { FaultsDocument } from '../../reports/document/faults.ts';
import type { GateStatus } from '../../reports/document/gates.ts';
import type { ResultDocument } from '../../reports/document/result.ts';
import type { SweepDocument } from '../../reports/document/sweep.ts';
import { type ExitCode, exitCodes } from '../errors.ts';

interface RunOutcome {
  readonly hasWrongData: boolean;
  readonly validity: ResultDocument['validity'];
  /** Variants that could not be started. */
  readonly failedVariantIds?: readonly string[];
  /** Of its gates; absent where it was not run for any. */
  readonly gates?: readonly GateStatus[];
  readonly onInconclusive?: 'fail' | 'warn';
  /** Where a gate could not be judged. */
  readonly unjudged?: ExitCode;
}

/**
 * 5 for wrong data, 1 for a failed gate, 4 for an invalid run, 3 for variants that were not started or a gate that was
 * not judged, 4 for an inconclusive gate (0 with `warn`), else 0; but 4 where not one gate passed, whatever is forgiven:
 * a green job says that something was shown.
 */
function chooseExitCode(outcome: RunOutcome): ExitCode {
  const { validity, failedVariantIds = [], gates, onInconclusive = 'fail' } = outcome;
  const has = (status: GateStatus) => gates?.includes(status) === true;
  if (outcome.hasWrongData) return exitCodes.wrongData;
  if (has('fail')) return exitCodes.gateFailed;
  if (validity.status === 'invalid') return exitCodes.inconclusive;
  if (failedVariantIds.length > 0) return exitCodes.environment;
  if (gates === undefined) return exitCodes.ok;
  if (has('error')) return outcome.unjudged ?? exitCodes.environment;
  if (!has('pass')) return exitCodes.inconclusive;
  return has('inconclusive') && onInconclusive === 'fail' ? exitCodes.inconclusive : exitCodes.ok;
}

/** A wrong answer, or rows that break a rule of the config. */
function hasWrongResults({ scenarios, quality }: ResultDocument): boolean {
  const cells = scenarios.flatMap((scenario) => scenario.cells);
  const rules = quality?.variants.flatMap(({ invariants }) => invariants) ?? [];
  return hasWrongBodies(cells) || rules.some(({ violations }) => violations > 0);
}

function hasWrongBodies(all: readonly { readonly wrongBodies: number }[]): boolean {
  return all.some(({ wrongBodies }) => wrongBodies > 0);
}

/** Of `run`, whose gates, if there are any, are only shown. */
export function chooseRunExitCode(
  document: ResultDocument,
  failedVariantIds: readonly string[],
): ExitCode {
  const hasWrongData = hasWrongResults(document);
  return chooseExitCode({ hasWrongData, validity: document.validity, failedVariantIds });
}

export function chooseGateExitCode(
  document: ResultDocument,
  onInconclusive: 'fail' | 'warn',
): ExitCode {
  const { validity, gates } = document;
  const hasWrongData = hasWrongResults(document);
  const statuses = gates.map(({ status }) => status);
  return chooseExitCode({ hasWrongData, validity, gates: statuses, onInconclusive });
}

export function chooseSweepExitCode(
  { scenarios, validity }: SweepDocument,
  failedVariantIds: readonly string[],
): ExitCode {
  const hasWrongData = hasWrongBodies(scenarios.flatMap(({ curves }) => curves));
  return chooseExitCode({ hasWrongData, validity, failedVariantIds });
}

/** A gate of faults that was not judged is inconclusive: the service was there, and what it did says nothing. */
export function chooseFaultsExitCode({ faults, validity }: FaultsDocument): ExitCode {
  const gates = faults.gates.map(({ outcome }) => outcome);
  return chooseExitCode({
    ...{ hasWrongData: faults.audit.status === 'violated', validity },
    ...(gates.length > 0 && { gates, unjudged: exitCodes.inconclusive }),
  });
}

/** Of a run that injected faults, too: wrong data first, then what the run itself says. */
export function combineExitCodes(ofRun: ExitCode, ofFaults: ExitCode): ExitCode {
  return ofFaults === exitCodes.wrongData || ofRun === exitCodes.ok ? ofFaults : ofRun;
}
