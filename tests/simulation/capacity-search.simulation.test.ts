// A search for the capacity: not biased, and narrower than the ladder of a sweep with fewer slices.
import { expect, test } from 'vitest';
import {
  buildLadderSteps,
  buildSearchRound,
  countSearchRounds,
  findBracket,
  type SweepStep,
  type TriedRate,
} from '../../bench/plan/sweep-search.ts';
import { mean, median } from '../../bench/stats/descriptive.ts';
import { buildPairedInterval } from '../../bench/stats/paired-interval.ts';
import { countRounds } from '../support/rounds.ts';
import {
  type CapacityDesign,
  createLaunches,
  searchDesigns,
  simulateSearch,
} from './capacity-studies.ts';

interface Played {
  /** ln of the ratio: its interval. */
  readonly width: number | undefined;
  readonly slicesPerGroup: number;
}

/** The same launches under the ladder: what each group alone says, paired. */
function playLadder(design: CapacityDesign, seed: number): Played {
  const launch = createLaunches(design, seed);
  const targets = design.capacities.map((rps, index) => ({
    ...{ variantId: `v${index}`, capacityRps: rps * design.closedRatio, mostRps: 1e9 },
  }));
  const tried: TriedRate[] = [];
  const logRatios: number[] = [];
  for (let group = 0; group < design.groups; group += 1) {
    const { play } = launch();
    const own: TriedRate[] = [];
    const measure = (steps: readonly SweepStep[]) => {
      for (const { variantId, rateRps } of steps) {
        const meetsLimit = Math.log(rateRps) < play(Number(variantId.slice(1)));
        own.push({ variantId, rateRps, meetsLimit });
        tried.push({ variantId, rateRps, meetsLimit });
      }
    };
    measure(buildLadderSteps(targets, tried, seed, group));
    for (let round = 0; round < countSearchRounds(group); round += 1)
      measure(buildSearchRound(targets, pool(tried), seed, group, round));
    const [first, second] = targets.map(
      ({ variantId }) =>
        findBracket(own.filter((one) => one.variantId === variantId)).highestMetRps,
    );
    if (first !== undefined && second !== undefined) logRatios.push(Math.log(second / first));
  }
  return {
    width: widthOf(logRatios),
    slicesPerGroup: tried.length / design.groups / targets.length,
  };
}

/** As a sweep pools the repetitions of a rate: good where it was in most of them. */
function pool(tried: readonly TriedRate[]): readonly TriedRate[] {
  const rates = Map.groupBy(tried, ({ variantId, rateRps }) => `${variantId} ${rateRps}`);
  return [...rates.values()].flatMap((all) => {
    const [first] = all;
    const meetsLimit = all.filter((one) => one.meetsLimit).length * 2 > all.length;
    return first === undefined ? [] : [{ ...first, meetsLimit }];
  });
}

function widthOf(logRatios: readonly number[]): number | undefined {
  const interval = buildPairedInterval(logRatios, 0.95);
  return interval && interval.upper - interval.lower;
}

const designs = searchDesigns([1_000, 1_200]).filter(({ groups }) => groups === 8);

test.each(designs)(
  '$weather, slices scatter by $sliceSd: bias below 2%, and narrower in fewer slices',
  (design) => {
    const runs = countRounds(25, 300);
    const searches = Array.from({ length: runs }, (_, seed) => simulateSearch(design, seed + 1));
    const ladders = Array.from({ length: runs }, (_, seed) => playLadder(design, seed + 1));
    // Against the launches of each run, so that their scatter is no part of it.
    const errors = searches.flatMap(({ capacities, truths }) =>
      capacities.flatMap(({ groups }, index) =>
        groups.flatMap(({ group, rateRps }) =>
          rateRps === null ? [] : [Math.log(rateRps) - (truths[index]?.[group] ?? 0)],
        ),
      ),
    );
    expect(errors.length).toBeGreaterThan(runs * 10);
    const widths = searches.flatMap(({ capacities }) => {
      const { ratioLower, ratioUpper } = capacities[1]?.comparison ?? {};
      return ratioLower && ratioUpper ? [Math.log(ratioUpper / ratioLower)] : [];
    });
    const search = {
      width: median(widths) ?? Number.NaN,
      slicesPerGroup: (mean(searches.map(({ slices }) => slices)) ?? 0) / design.groups / 2,
    };
    const ladder = {
      width: median(ladders.flatMap(({ width }) => width ?? [])) ?? Number.NaN,
      slicesPerGroup: mean(ladders.map(({ slicesPerGroup }) => slicesPerGroup)) ?? Number.NaN,
    };
    const bias = mean(errors) ?? Number.NaN;
    expect(Math.abs(bias)).toBeLessThan(0.02);
    expect(search.width).toBeLessThan(ladder.width);
    expect(search.slicesPerGroup).toBeLessThan(ladder.slicesPerGroup);
  },
);
