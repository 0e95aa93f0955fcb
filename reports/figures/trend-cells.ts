// The cells whose figures may be recorded over time by other programs, which know nothing of doubt.
import type { FaultsDocument } from '../document/faults.ts';
import type { Cell, ResultDocument, ScenarioResult } from '../document/result.ts';
import { isMeasured, type MeasuredCell } from './fault-standing.ts';
import { isTrusted } from './lookup.ts';

export interface TrendCell {
  readonly scenario: ScenarioResult;
  readonly cell: Cell;
}

/** None of an invalid run, and none that was not run or gave wrong answers: its speed would be a record. */
export function listTrendCells(document: ResultDocument): readonly TrendCell[] {
  if (!isTrusted(document)) return [];
  return document.scenarios.flatMap((scenario) =>
    scenario.cells
      .filter((cell) => cell.verdict !== 'not-run' && cell.wrongBodies === 0)
      .map((cell) => ({ scenario, cell })),
  );
}

/** The same under faults: none of an invalid run, and none under which data came out wrong. */
export function listTrendFaults({ validity, faults }: FaultsDocument): readonly MeasuredCell[] {
  if (validity.status !== 'valid') return [];
  return faults.cells
    .filter(isMeasured)
    .filter(({ figures }) => figures.audit.status !== 'violated');
}
