// What a run's gates say as one exit code; wrong data stands above everything else.
import type { ResultDocument } from '../../reports/document/result.ts';
import { type ExitCode, exitCodes } from '../errors.ts';

/**
 * 5 for wrong data, 1 for a failed gate, 4 for an invalid run, 3 for a variant that a gate is about and
 * that was not run, 4 for an inconclusive gate (0 with `warn`), else 0; but 4 where not one gate passed, whatever
 * is forgiven: a green job says that something was shown.
 */
export function chooseGateExitCode(
  document: ResultDocument,
  onInconclusive: 'fail' | 'warn',
): ExitCode {
  const cells = document.scenarios.flatMap((scenario) => scenario.cells);
  if (cells.some((cell) => cell.wrongBodies > 0)) return exitCodes.wrongData;
  const has = (status: string) => document.gates.some((gate) => gate.status === status);
  if (has('fail')) return exitCodes.gateFailed;
  if (document.validity.status === 'invalid') return exitCodes.inconclusive;
  if (has('error')) return exitCodes.environment;
  if (!has('pass')) return exitCodes.inconclusive;
  return has('inconclusive') && onInconclusive === 'fail' ? exitCodes.inconclusive : exitCodes.ok;
}
