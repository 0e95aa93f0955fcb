// A cell of the result with what it was made of.
import { listExclusions } from '../../reports/document/exclusion.ts';
import type { Cell } from '../../reports/document/result.ts';
import type { CellMeasurement } from './cell-measurement.ts';

export interface RankedCell {
  readonly cell: Cell;
  readonly measurement: CellMeasurement;
}

/** True where wrong answers, failures or missing trials keep a cell from being recommended. */
export function isExcluded({ cell }: RankedCell): boolean {
  return listExclusions(cell).length > 0;
}
