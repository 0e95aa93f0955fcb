// What a run's gates say as one exit code; wrong data stands above everything else.
import type { ResultDocument } from '../../reports/schema/result.ts';
import { type ExitCode, exitCodes } from '../errors.ts';

/**
 * 5 for wrong data, 1 for a failed gate, 4 for an invalid run, 3 for a variant that a gate is about and
 * that was not run, 4 for an inconclusive gate (0 with `warn`) or no gate at all, else 0.
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
  if (document.gates.length === 0) return exitCodes.inconclusive;
  return has('inconclusive') && onInconclusive === 'fail' ? exitCodes.inconclusive : exitCodes.ok;
}
