// The formats for CI and other programs, by the name that the command line takes.

import type { FaultsDocument } from '../document/faults.ts';
import type { ResultDocument } from '../document/result.ts';
import type { SweepDocument } from '../document/sweep.ts';
import { annotations } from './annotations.ts';
import { bmf } from './bmf.ts';
import { listComparisonRows } from './comparison-rows.ts';
import {
  csvEpisodes,
  csvFaults,
  csvFigures,
  csvQuality,
  csvScaling,
  csvSweep,
  csvTrials,
} from './csv.ts';
import { listFaultRows } from './fault-rows.ts';
import { benchmarkBigger, benchmarkSmaller } from './github-benchmark.ts';
import { junit } from './junit.ts';
import { comment, summary } from './markdown.ts';
import type { ExportedRun, ExportFormat } from './model.ts';
import { openmetrics } from './openmetrics.ts';
import { svg } from './picture.ts';
import { listSweepRows } from './sweep-rows.ts';

export const exportFormats: Readonly<Record<string, ExportFormat>> = {
  junit,
  summary,
  comment,
  annotations,
  csv: csvTrials,
  'csv-figures': csvFigures,
  'csv-scaling': csvScaling,
  'csv-faults': csvFaults,
  'csv-episodes': csvEpisodes,
  'csv-sweep': csvSweep,
  'csv-quality': csvQuality,
  openmetrics,
  bmf,
  svg,
  'benchmark-smaller': benchmarkSmaller,
  'benchmark-bigger': benchmarkBigger,
};

/**
 * The rows of a run, for any number of formats.
 * @param faults alone, or what they did in the run of the document
 * @param sweep alone
 */
export function listRows(
  document: ResultDocument | undefined,
  faults?: FaultsDocument | undefined,
  sweep?: SweepDocument | undefined,
): ExportedRun {
  return {
    comparison: document && listComparisonRows(document),
    faults: faults && listFaultRows(faults),
    ...(sweep && { sweep: listSweepRows(sweep) }),
  };
}
