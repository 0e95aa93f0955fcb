// A caveat where the groups of a scenario depend on their neighbours, which intervals take them not to.

import { say } from '../../reports/document/messages/message.ts';
import type { MetricName, Warning } from '../../reports/document/result.ts';
import { findIntervalInflation, testSerialDependence } from '../stats/serial-dependence.ts';
import { pairGroups } from './pairing.ts';
import type { RankedCell } from './ranked-cell.ts';
import { buildWarning } from './warning.ts';

const permutations = 499;

/** Chance that a run of independent groups shows the caveat in any scenario. */
const overallAlpha = 0.05;

export interface DependenceInput {
  readonly scenario: string;
  readonly loadId: string;
  readonly metric: MetricName;
  readonly cells: readonly RankedCell[];
  /** Scenarios and loads of the run, at least 1, which share the error. */
  readonly questions: number;
  readonly seed: number;
}

/**
 * All variants against the baseline as one question, since they share the order of the groups. Few groups find
 * only a strong dependence, see `testSerialDependence`: no caveat is no proof that there is none.
 */
export function warnOfDependence(input: DependenceInput): readonly Warning[] {
  const { scenario, loadId, metric, cells, questions, seed } = input;
  const baseline = cells.find(({ measurement }) => measurement.variant.isBaseline);
  if (baseline === undefined) return [];
  const series = cells
    .filter((cell) => cell !== baseline)
    .map(({ measurement }) => pairGroups(metric, baseline.measurement.trials, measurement.trials));
  const longest = Math.max(0, ...series.map((values) => values.length));
  const complete = series.filter((values) => values.length === longest);
  const found = testSerialDependence(complete, { seed, permutations });
  if (found === undefined || found.p > overallAlpha / questions) return [];
  const message = say('warn-groups-dependent', {
    ...{ scenario, load: loadId, correlation: found.autocorrelation.toFixed(2) },
    factor: findIntervalInflation(found.autocorrelation).toFixed(1),
  });
  const advice = say('advise-groups-dependent');
  return [buildWarning('GROUPS_NOT_INDEPENDENT', message, advice)];
}
