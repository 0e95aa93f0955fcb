// Were the services steady at the end of their warm-ups? The groups together say it, where one alone is too noisy.
import type { WarmupRecord, WarmupTrend } from '../../measurement/records.ts';
import { type MostChange, mostChange } from '../../measurement/warmup-change.ts';
import { buildTInterval } from '../../stats/t-interval.ts';
import { fewestGroups } from '../pairs/comparison.ts';

/** What surely changed. */
interface Change {
  readonly variantId: string;
  readonly figure: keyof typeof mostChange;
  /** While the requests double: of the logarithm of the rate, or of the hit ratio. */
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

export interface PooledTrend {
  readonly trend: WarmupTrend;
  /** The most telling first; empty unless something changes. */
  readonly changes: readonly Change[];
  /** True where each variant is surely steady against the baseline, whatever the machine does to both. */
  readonly isRatioSteady: boolean;
}

const confidence = 0.95;

/**
 * A group is one value: the change of a variant's rate, and of its hits, at the end of its warm-up. `changing` where the
 * mean over the groups is above what is told and surely not zero, for any variant (Bonferroni over all of them);
 * `steady` where each is at most that, and surely less than what a steady one may change by.
 * Undefined where the records say nothing of it, or for fewer than three groups.
 */
export function poolWarmups(
  warmups: readonly WarmupRecord[],
  baselineId: string,
): PooledTrend | undefined {
  const series = listSeries(warmups);
  if (warmups.length < fewestGroups) return undefined;
  if (series.every(({ changes }) => changes.length === 0)) return undefined;
  const judged = series.map((one) => judgeSeries(one, 1 - (1 - confidence) / series.length));
  const changing = judged.flatMap(({ trend, change }) =>
    trend === 'changing' && change !== undefined ? [change] : [],
  );
  const changes = changing.toSorted((a, b) => weigh(b) - weigh(a));
  const isRatioSteady = listRatios(warmups, baselineId).every(
    (one) => judgeSeries(one, confidence).trend === 'steady',
  );
  if (changes.length > 0) return { trend: 'changing', changes, isRatioSteady };
  const isSteady = judged.every(({ trend }) => trend === 'steady');
  return { trend: isSteady ? 'steady' : 'unknown', changes, isRatioSteady };
}

/** The change of each variant's rate less that of the baseline in the same group, where both are known. */
function listRatios(warmups: readonly WarmupRecord[], baselineId: string): readonly Series[] {
  return listSeries(
    warmups.map((warmup) => {
      const baseline = warmup.variants.find(({ variantId }) => variantId === baselineId);
      const variants = warmup.variants.flatMap(({ hitChange: _, rateChange, ...variant }) => {
        if (variant.variantId === baselineId) return [];
        const isKnown = rateChange !== undefined && baseline?.rateChange !== undefined;
        return [isKnown ? { ...variant, rateChange: rateChange - baseline.rateChange } : variant];
      });
      return { ...warmup, variants };
    }),
  );
}

const weigh = ({ estimate, figure }: Change): number =>
  Math.abs(estimate) / mostChange[figure].told;

interface Series {
  readonly variantId: string;
  readonly figure: keyof typeof mostChange;
  readonly changes: readonly number[];
}

function listSeries(warmups: readonly WarmupRecord[]): readonly Series[] {
  const all = warmups.flatMap(({ variants }) =>
    variants.flatMap(({ variantId, rateChange, hitChange }) => [
      { variantId, figure: 'rate' as const, change: rateChange },
      { variantId, figure: 'hits' as const, change: hitChange },
    ]),
  );
  const groups = Map.groupBy(all, ({ variantId, figure }) => `${figure} ${variantId}`);
  return [...groups.values()].flatMap((same) => {
    const [first] = same;
    const changes = same.flatMap(({ change }) => change ?? []);
    // A cache that nobody asks has no hits; a rate that is not known has to be.
    if (first === undefined || (first.figure === 'hits' && changes.length === 0)) return [];
    return [{ variantId: first.variantId, figure: first.figure, changes }];
  });
}

function judgeSeries(
  { variantId, figure, changes }: Series,
  ofFamily: number,
): { readonly trend: WarmupTrend; readonly change?: Change } {
  const most: MostChange = mostChange[figure];
  const sure = changes.length < fewestGroups ? undefined : buildTInterval(changes, ofFamily);
  const own = buildTInterval(changes, confidence);
  if (sure === undefined || own === undefined) return { trend: 'unknown' };
  const { estimate, lower, upper } = own;
  if (Math.abs(estimate) > most.told && sure.lower * sure.upper > 0)
    return { trend: 'changing', change: { variantId, figure, estimate, lower, upper } };
  const isSteady =
    Math.abs(estimate) <= most.told && Math.max(Math.abs(lower), Math.abs(upper)) < most.steady;
  return { trend: isSteady ? 'steady' : 'unknown' };
}
