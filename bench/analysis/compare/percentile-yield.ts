// How many requests a planned group gives each variant, and which percentiles those carry. Only an open
// load says it beforehand: what a closed one yields is known once something has been measured. Pure.
import { latencyPercentiles, type MetricOfKind } from '../../../reports/document/metrics.ts';
import type {
  Experiment,
  PlannedLoad,
  ResolvedGate,
  SliceSettings,
} from '../../spec/experiment.ts';
import { fewestSamples } from '../metrics.ts';

/** The percentile that is judged under an open load where nothing else is said. */
const judgedPercentile = 99;

/** Poisson counts fall this many standard deviations short once in 740 groups. */
const chanceSds = 3;

/** What is proposed yields this much more than is needed, for chance and for requests that fail. */
const marginRatio = 1.2;

/** With `slices.sliceMs: 'auto'` a fifth of each slice is dropped. */
const autoKeptRatio = 0.8;

export interface PercentileYield {
  readonly loadId: string;
  /** Requests of one variant in one group that are recorded, on average. */
  readonly requests: number;
  /** The highest of 99, 95, 90 and 50 that so many requests carry; undefined for none. */
  readonly percentile: number | undefined;
}

/** One for each load whose rate is known; none where what is sent only k6 knows. */
export function estimateYields(experiment: Experiment): readonly PercentileYield[] {
  const { slices, loads, scenarios } = experiment;
  if (scenarios.every(({ ref }) => ref.kind === 'k6-script')) return [];
  return loads.flatMap(({ id, load }) => {
    if (load.kind !== 'open') return [];
    const requests = (load.rateRps * countWindowMs(slices)) / 1_000;
    const sure =
      load.arrivals === 'poisson' ? requests - chanceSds * Math.sqrt(requests) : requests;
    const carried = judged.find(({ percentile }) => sure >= fewestSamples(percentile));
    return [{ loadId: id, requests, percentile: carried?.percentile }];
  });
}

/** Recorded time of a variant in a group, ms. */
function countWindowMs({ sliceMs, slicesPerGroup, dropFirstMs, loadMs }: SliceSettings): number {
  return sliceMs === 'auto'
    ? loadMs * autoKeptRatio
    : slicesPerGroup * Math.max(0, sliceMs - dropFirstMs);
}

/** Highest first. */
const judged = latencyPercentiles
  .filter(({ percentile }) => percentile <= judgedPercentile)
  .toReversed();

/** Lines about the loads whose groups are too short for p99, with what would do; empty where none is. */
export function describeYields(experiment: Experiment): readonly string[] {
  return estimateYields(experiment).flatMap(({ loadId, requests, percentile }) => {
    if (percentile === judgedPercentile) return [];
    const proposed = proposeFor(experiment, loadId, judgedPercentile);
    if (proposed === undefined) return [];
    const carried =
      percentile === undefined
        ? 'none is carried'
        : `p${percentile} is the highest that is carried: --percentiles-by groups judges by it`;
    return [
      `${sayNeeded(judgedPercentile)}; ${loadId} yields ${sayYield(requests)} for each variant. ${proposed}; ${carried}.`,
    ];
  });
}

/**
 * Why no group of this plan can carry a percentile under a load, with what would do; undefined where one can, or where
 * only a measurement tells.
 * @param canBeLowered true where `--percentiles-by groups` would judge by another percentile
 */
export function describeLackingYield(
  experiment: Experiment,
  loadId: string,
  percentile: number,
  canBeLowered: boolean,
): string | undefined {
  const found = estimateYields(experiment).find((each) => each.loadId === loadId);
  const proposed = proposeFor(experiment, loadId, percentile);
  if (found === undefined || proposed === undefined) return undefined;
  if (found.requests >= fewestSamples(percentile)) return undefined;
  const lower = found.percentile;
  const isLower = lower !== undefined && lower < percentile;
  const instead = isLower
    ? `; or judge p${lower}, the highest that is carried${canBeLowered ? ': --percentiles-by groups' : ''}`
    : '';
  return `${sayNeeded(percentile)}, and this plan yields ${sayYield(found.requests)} for each variant under ${loadId}. ${proposed}${instead}`;
}

/** True of the relative gates that `lowerPercentiles` judges by another percentile. */
export function isLowerable({ metric, rule }: ResolvedGate): boolean {
  return metric === metricOf(judgedPercentile) && rule.kind === 'relative';
}

function sayNeeded(percentile: number): string {
  return `p${percentile} needs ${formatCount(fewestSamples(percentile))} requests in a group`;
}

function sayYield(requests: number): string {
  return requests < 1 ? 'less than one request' : `about ${formatCount(requests)}`;
}

function proposeFor(
  { loads, slices }: Experiment,
  loadId: string,
  percentile: number,
): string | undefined {
  const load = loads.find(({ id }) => id === loadId)?.load;
  return load?.kind === 'open' ? propose(load, slices, fewestSamples(percentile)) : undefined;
}

/**
 * What the first group showed of a load whose yield no plan can know; undefined where it suffices for p99.
 * @param succeeded by variant, in that group
 */
export function describeMeasuredYield(
  where: string,
  succeeded: readonly number[],
): string | undefined {
  const needed = fewestSamples(judgedPercentile);
  // What never answers gets no percentile from longer slices either, and is told elsewhere.
  const answering = succeeded.filter((count) => count > 0);
  const least = Math.min(...answering);
  if (answering.length === 0 || least >= needed) return undefined;
  return `${where}: p${judgedPercentile} needs ${formatCount(needed)} requests in a group; this one gave the slowest variant ${formatCount(least)}. Longer slices (--slice-ms) or more of them would do.`;
}

/** `Give --slice-ms 2180, or slices.slicesPerGroup: 10`. */
function propose(
  load: Extract<PlannedLoad, { kind: 'open' }>,
  slices: SliceSettings,
  needed: number,
): string {
  const windowMs = (needed * marginRatio * 1_000) / load.rateRps;
  const { sliceMs, slicesPerGroup, dropFirstMs } = slices;
  if (sliceMs === 'auto') {
    return `Give slices.loadMs: ${roundUp(windowMs / autoKeptRatio, 100)}`;
  }
  const longer = roundUp(windowMs / slicesPerGroup + dropFirstMs, 10);
  const more = roundUp(windowMs / Math.max(1, sliceMs - dropFirstMs), 2);
  return `Give --slice-ms ${longer}, or slices.slicesPerGroup: ${more}`;
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}

function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

/**
 * The experiment judged by the percentiles that its groups carry: under an open load the primary metric, and
 * the relative gates that ask for p99. A limit stays what it is: at another percentile it would be another one.
 */
export function lowerPercentiles(experiment: Experiment): Experiment {
  const yields = estimateYields(experiment);
  const lowest = Math.min(...yields.map(({ percentile = 50 }) => percentile), judgedPercentile);
  if (lowest === judgedPercentile) return experiment;
  return {
    ...experiment,
    loads: experiment.loads.map((each) => {
      const found = yields.find(({ loadId }) => loadId === each.id);
      const { percentile = 50 } = found ?? { percentile: judgedPercentile };
      return percentile === judgedPercentile ? each : { ...each, judgedPercentile: percentile };
    }),
    ...(experiment.gates && {
      gates: experiment.gates.map((gate) =>
        isLowerable(gate) ? { ...gate, metric: metricOf(lowest) } : gate,
      ),
    }),
  };
}

/** The metric of a percentile of latency; @throws RangeError where there is none */
export function metricOf(percentile: number): MetricOfKind<'latency-percentile'> {
  const found = latencyPercentiles.find((one) => one.percentile === percentile);
  if (found === undefined) throw new RangeError(`There is no metric for p${percentile}.`);
  return found.name;
}
