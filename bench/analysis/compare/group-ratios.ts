// Groups by themselves: the ratios behind the comparisons, and a caveat where neighbours depend on each other.

import { writeLoad } from '../../../reports/document/messages/load.ts';
import { writeMessage, writeName } from '../../../reports/document/messages/message.ts';
import type {
  GroupRatios,
  LoadDescription,
  MetricName,
  Warning,
} from '../../../reports/document/result.ts';
import { computeIntervalInflation, testSerialDependence } from '../../stats/serial-dependence.ts';
import type { ScenarioExercise } from '../exercise.ts';
import { pairGroups, pairGroupsByIndex } from '../pairs/pairing.ts';
import { buildWarning } from '../warning.ts';
import type { RankedCell } from './cell.ts';
import { hasAllPairs } from './pairwise.ts';

/** Six digits are more than any drawing shows. */
const keptDigits = 6;

/**
 * Paired as the comparisons are, slice by slice where those are. All pairs where every variant is compared
 * with every other, in the same order; else each variant against the baseline.
 * @param validGroups indices of all valid groups, which the ratios run along
 * @param exercise a pair of which nothing acts has no ratios
 */
export function listGroupRatios(
  metric: MetricName,
  cells: readonly RankedCell[],
  validGroups: readonly number[],
  exercise: Pick<ScenarioExercise, 'isVacuous'>,
): readonly GroupRatios[] {
  const isBaseline = ({ measurement }: RankedCell) => measurement.variant.isBaseline;
  const references = hasAllPairs(cells.length) ? cells : cells.filter(isBaseline);
  return references.flatMap((reference) => {
    const others = hasAllPairs(cells.length)
      ? cells.slice(cells.indexOf(reference) + 1)
      : cells.filter((cell) => cell !== reference);
    return others.map((other) => {
      const { trials } = other.measurement;
      const [referenceId, variantId] = [reference.cell.variantId, other.cell.variantId];
      const logRatios = exercise.isVacuous(variantId, referenceId)
        ? new Map<number, number>()
        : pairGroupsByIndex(metric, reference.measurement.trials, trials);
      return {
        ...{ referenceId, variantId },
        ratios: validGroups.map((group) => toRatio(logRatios.get(group))),
      };
    });
  });
}

function toRatio(logRatio: number | undefined): number | null {
  return logRatio === undefined ? null : Number(Math.exp(logRatio).toPrecision(keptDigits));
}

const permutations = 499;

/** Chance that a run of independent groups shows the caveat in any scenario. */
const overallAlpha = 0.05;

export interface DependenceInput {
  readonly scenario: string;
  readonly load: LoadDescription;
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
  const { scenario, load, metric, cells, questions, seed } = input;
  const baseline = cells.find(({ measurement }) => measurement.variant.isBaseline);
  if (baseline === undefined) return [];
  const series = cells
    .filter((cell) => cell !== baseline)
    .map(({ measurement }) => pairGroups(metric, baseline.measurement.trials, measurement.trials));
  const longest = Math.max(0, ...series.map((values) => values.length));
  const complete = series.filter((values) => values.length === longest);
  const found = testSerialDependence(complete, { seed, permutations });
  if (found === undefined || found.p > overallAlpha / questions) return [];
  const message = writeMessage('warn-groups-dependent', {
    ...{ scenario: writeName(scenario), load: writeLoad(load) },
    correlation: found.autocorrelation.toFixed(2),
    factor: computeIntervalInflation(found.autocorrelation).toFixed(1),
  });
  const advice = writeMessage('advise-groups-dependent');
  return [buildWarning('GROUPS_NOT_INDEPENDENT', message, advice)];
}
