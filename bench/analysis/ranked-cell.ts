// A cell of the result with what it was made of.
import type { Cell } from '../../reports/document/result.ts';
import { listBarringWarnings } from './barring.ts';
import type { CellMeasurement } from './cell-measurement.ts';

export interface RankedCell {
  readonly cell: Cell;
  readonly measurement: CellMeasurement;
}

/** True where wrong answers, failures or missing trials keep a cell from being recommended. */
export function isBarred({ measurement }: RankedCell): boolean {
  return listBarringWarnings(measurement.trials.map(({ record }) => record)).length > 0;
}
