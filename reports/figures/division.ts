// Whether a reader who divides two figures gets the ratio that is printed beside them, and what is said where not.
import { type Metric, type MetricFormat, metrics } from '../document/metrics.ts';
import type {
  Cell,
  Comparison,
  MetricName,
  ResultDocument,
  ScenarioResult,
} from '../document/result.ts';
import { formatDifference } from './difference.ts';
import { findBaselineCell, findComparison, findEstimate } from './lookup.ts';

/** A figure as it is printed, with half of its last digit. */
interface Shown {
  readonly value: number;
  readonly half: number;
}

/** A printed ratio that the figures beside it do not give. */
export interface Apart {
  readonly variantId: string;
  /** What the figures give, written as the ratio beside it is. */
  readonly quotient: string;
  /** True where the figures and the ratio point to different sides of no difference. */
  readonly isOpposite: boolean;
}

/** Over what the figures of a metric are taken: the median of the groups, or all requests together. */
export type FigureEstimator = Metric['estimator'];

/** Sign after a ratio that the figures do not give; its note stands below. */
export const apartMark = '†';

/** The estimator of a figure; percentiles of documents that do not say were of all requests together. */
export function findEstimator(cell: Cell, metric: MetricName): FigureEstimator {
  const said = findEstimate(cell, metric)?.estimator;
  return said ?? ('percentile' in metrics[metric] ? 'pooled' : metrics[metric].estimator);
}

/** The primary metric of every cell, in the order of the document. */
export function listApart(
  document: ResultDocument,
  scenario: ScenarioResult,
  metric: MetricName = scenario.primaryMetric,
): readonly Apart[] {
  const baseline = findBaselineCell(document, scenario);
  if (baseline === undefined) return [];
  return scenario.cells.flatMap((cell) => findApart(cell, baseline, metric) ?? []);
}

/** Undefined where the figures give the ratio within rounding, or where either is missing. */
function findApart(cell: Cell, baseline: Cell, metric: MetricName): Apart | undefined {
  const own = findEstimate(cell, metric)?.value ?? null;
  const other = findEstimate(baseline, metric)?.value ?? null;
  const apart = compareShown(metric, own, other, findComparison(cell, metric));
  return apart && { variantId: cell.variantId, ...apart };
}

/** The same for figures that stand in another place, such as those of a route. */
export function compareShown(
  metric: MetricName,
  own: number | null,
  other: number | null,
  comparison: Comparison | undefined,
): Omit<Apart, 'variantId'> | undefined {
  if (comparison === undefined || comparison.ratio === null) return undefined;
  if (own === null || other === null || !(other > 0) || !(own > 0)) return undefined;
  const [above, below] = [roundShown(metric, own), roundShown(metric, other)];
  if (!(below.value > 0)) return undefined;
  const quotient = above.value / below.value;
  const ratio = roundRatio(comparison);
  const slack = quotient * (above.half / above.value + below.half / below.value) + ratio.half;
  if (Math.abs(quotient - ratio.value) <= slack + 1e-9) return undefined;
  const text = formatDifference({ ...comparison, ratio: own / other })?.estimate ?? '';
  return { quotient: text, isOpposite: (quotient - 1) * (ratio.value - 1) < 0 };
}

/** As `formatMetric` writes it. */
function roundShown(metric: MetricName, value: number): Shown {
  return roundings[metrics[metric].format](value);
}

const roundings: Readonly<Record<MetricFormat, (value: number) => Shown>> = {
  rate: roundNumber,
  latency: roundLatency,
  share: roundShare,
  success: roundShare,
  number: roundNumber,
  bytes: roundBytes,
  memory: roundBytes,
  cost: roundNumber,
  count: roundNumber,
};

/** Shares are cut, so a whole last digit may be missing. */
function roundShare(value: number): Shown {
  return { value, half: value >= 0.99 ? 1e-5 : Math.max(1e-5, value / 100) };
}

function roundNumber(value: number): Shown {
  const size = Math.abs(value);
  if (size === 0) return { value, half: 0 };
  const digits = size >= 100 ? 0 : Math.min(6, 2 - Math.floor(Math.log10(size)));
  return { value: Number(value.toFixed(digits)), half: 0.5 * 10 ** -digits };
}

function roundLatency(us: number): Shown {
  if (us < 1_000) return { value: Math.round(us), half: 0.5 };
  const unit = us < 1_000_000 ? 1_000 : 1_000_000;
  return scaleShown(roundNumber(us / unit), unit);
}

function roundBytes(bytes: number): Shown {
  const unit = 1024 ** Math.max(0, Math.min(4, Math.floor(Math.log(bytes) / Math.log(1024))));
  return scaleShown(roundNumber(bytes / unit), unit);
}

function scaleShown({ value, half }: Shown, unit: number): Shown {
  return { value: value * unit, half: half * unit };
}

/** As `formatDifference` writes it: per cent, or from twice on as a multiple. */
function roundRatio({ ratio, ratioUpper }: Comparison): Shown {
  const value = ratio ?? 1;
  if (Math.max(value, ratioUpper ?? 0) >= 2) {
    const digits = value >= 100 ? 0 : value >= 2 ? 1 : 2;
    return { value: Number(value.toFixed(digits)), half: 0.5 * 10 ** -digits };
  }
  const percent = (value - 1) * 100;
  const digits = Math.abs(percent) < 10 ? 1 : 0;
  return { value: 1 + Number(percent.toFixed(digits)) / 100, half: 0.005 * 10 ** -digits };
}
