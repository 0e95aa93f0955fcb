// Whether a comparison of versions may pass: slower, undecided, or fine.
import type { MicroReport, MicroRow } from './micro-report.ts';

export type MicroGate = 'passed' | 'slower' | 'undecided';

/**
 * A benchmark fails where it is judged worse and its estimate lies above the tolerance; where it is
 * worse by an estimate below that, or inconclusive, nothing can be said yet. A failure counts for more
 * than what is undecided, and what has no counterpart is not judged. Nothing judged at all is no pass.
 */
export function judgeMicroGate({ suites, toleranceRatio }: MicroReport): MicroGate {
  const rows = suites.flatMap((suite) => suite.rows);
  const verdicts = rows.flatMap((row) => judgeRow(row, toleranceRatio) ?? []);
  if (verdicts.includes('slower')) return 'slower';
  return verdicts.length === 0 || verdicts.includes('undecided') ? 'undecided' : 'passed';
}

function judgeRow({ comparison }: MicroRow, toleranceRatio: number): MicroGate | undefined {
  if (comparison === null) return undefined;
  switch (comparison.verdict) {
    case 'better':
    case 'equivalent':
      return 'passed';
    case 'worse':
      return (comparison.ratio ?? 1) > 1 + toleranceRatio ? 'slower' : 'undecided';
    default:
      return 'undecided';
  }
}
