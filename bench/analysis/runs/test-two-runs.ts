// Result documents of a known truth, for the simulations of comparisons between runs.
import { readFileSync } from 'node:fs';
import { isHigherBetter } from '../../../reports/document/metrics.ts';
import type {
  Cell,
  Comparison,
  MetricName,
  ResultDocument,
  VariantDescription,
} from '../../../reports/document/result.ts';
import { readDocument } from '../../../reports/document/versions.ts';
import { computeNominalAlpha } from '../../stats/group-sequential.ts';
import { buildPairedInterval } from '../../stats/paired-interval.ts';
import type { Noise } from '../../stats/test-noise.ts';
import { judgeInterval } from '../pairs/comparison.ts';

/** A stored document of any version, read. */
export function readFixture(name: string): ResultDocument {
  const url = new URL(`../../../reports/fixtures/${name}.json`, import.meta.url);
  return readDocument('result', JSON.parse(readFileSync(url, 'utf8')));
}

const template = readFixture('v4-aa');
const [templateScenario] = template.scenarios;
const [templateCell] = templateScenario?.cells ?? [];

export interface Truth {
  readonly id: string;
  readonly groups: number;
  /** The run ends at the first of these numbers of groups that decides all effects. */
  readonly looks?: readonly number[];
  readonly primaryMetric: MetricName;
  /** True effects of the variants besides the baseline, as ratios. */
  readonly effects: readonly number[];
  /** Of a group's log-ratio. */
  readonly sd: number;
  /** Factor on every figure of the run: what the machine was like that day. */
  readonly mood: number;
}

/** A valid run whose figures are drawn around the truth; variants are called `v1`, `v2` … against `base`. */
export function simulateRun(truth: Truth, noise: Noise): ResultDocument {
  if (templateScenario === undefined || templateCell === undefined) throw new Error('no template');
  const { primaryMetric: metric, effects, sd, mood, looks = [truth.groups] } = truth;
  const confidence = 1 - (looks.length > 1 ? computeNominalAlpha(looks, 0.05, 2) : 0.05);
  const most = Math.max(...looks);
  const drawn = effects.map((effect) =>
    Array.from({ length: most }, () => Math.log(effect) + sd * noise()),
  );
  const isDecided = (count: number) =>
    drawn.every((logs) => isIntervalDecided(logs.slice(0, count), confidence));
  const groups = looks.find(isDecided) ?? most;
  const speeds = Array.from({ length: groups }, () => mood * Math.exp(0.3 * noise()));
  const cells = [undefined, ...drawn].map((logs, index): Cell => {
    const isBaseline = logs === undefined;
    const logRatios = speeds.map((_, group) => logs?.[group] ?? 0);
    const perGroup = speeds.map((speed, group) => 1_000 * speed * Math.exp(logRatios[group] ?? 0));
    return {
      ...templateCell,
      variantId: nameVariant(index),
      ...{ groups, verdict: isBaseline ? 'baseline' : 'inconclusive', distribution: null },
      metrics: [{ metric, value: perGroup[0] ?? null, perGroup }],
      comparisons: isBaseline ? [] : [describePairs(metric, logRatios, confidence)],
    };
  });
  return {
    ...template,
    run: {
      ...template.run,
      id: truth.id,
      sequential: {
        ...{ kind: looks.length > 1 ? 'group-sequential' : 'fixed', looks, overallAlpha: 0.05 },
        ...{ nominalAlpha: 1 - confidence, stoppedBecause: 'groups' },
      },
    },
    variants: cells.map((_, index) => describeVariant(index)),
    scenarios: [{ ...templateScenario, primaryMetric: metric, cells, recommendation: null }],
  };
}

function isIntervalDecided(logRatios: readonly number[], confidence: number): boolean {
  const interval = buildPairedInterval(logRatios, confidence);
  if (interval === undefined) return false;
  return judgeInterval(interval, Math.log(1.05), logRatios.length) !== 'inconclusive';
}

/** As in a document, without what takes long to compute and is not read here. */
function describePairs(
  metric: MetricName,
  logRatios: readonly number[],
  confidence: number,
): Comparison {
  const interval = buildPairedInterval(logRatios, confidence);
  if (interval === undefined) throw new Error('an interval needs two groups');
  return {
    ...{ metric, confidence, groups: logRatios.length, method: interval.method },
    ratio: Math.exp(interval.estimate),
    ratioLower: Math.exp(interval.lower),
    ratioUpper: Math.exp(interval.upper),
    higherIsBetter: isHigherBetter(metric),
    ...{ pValue: null, adjustedPValue: null, foreignAdjusted: null, leastDetectableRatio: null },
    ...{ verdict: 'inconclusive', moreGroups: null },
  };
}

function nameVariant(index: number): string {
  return index === 0 ? 'base' : `v${index}`;
}

function describeVariant(index: number): VariantDescription {
  const id = nameVariant(index);
  const levels = { name: id };
  return { id, label: id, levels, isBaseline: index === 0, status: 'measured', notRunReason: null };
}
