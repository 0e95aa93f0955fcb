// What is said of a capacity within an SLO: its interval, the ratio of two, and better or worse.
import { judgeCapacities, type SearchedVariant } from '../../bench/analysis/sweep/capacity.ts';
import {
  buildCapacityRound,
  findCapacity,
  type SearchTrial,
} from '../../bench/plan/capacity-search.ts';
import { median } from '../../bench/stats/descriptive.ts';
import { buildNormal, buildUniform } from '../../bench/stats/test-noise.ts';
import type { CapacityGroup, SloCapacity } from '../../reports/document/slo-capacity.ts';
import type { Weather } from './simulated-run.ts';
import { atMost, type Bound, isDifferent, type Setting, type Study } from './study.ts';

export interface CapacityDesign {
  readonly weather: Extract<Weather, 'calm' | 'bad launches' | 'bursts'>;
  /** Capacity of each variant, the baseline first, in requests a second. */
  readonly capacities: readonly number[];
  readonly groups: number;
  /** By how much a slice scatters around the capacity of its launch, in ln. */
  readonly sliceSd: number;
  /** What a closed loop carries, as a multiple of the capacity within the SLO. */
  readonly closedRatio: number;
}

export interface SimulatedSearch {
  readonly capacities: readonly SloCapacity[];
  readonly slices: number;
  /** ln of the true capacity of each variant in each group, which launches make. */
  readonly truths: readonly (readonly number[])[];
}

/** ln of what one slice of a launch carries. */
export type PlaySlice = (variant: number) => number;

/** Groups scatter by 10 %, launches by 3 %; one launch in ten is 26 % slower; one slice in ten loses 40 %. */
export function createLaunches(
  { weather, capacities, sliceSd }: CapacityDesign,
  seed: number,
): () => { readonly truths: readonly number[]; readonly play: PlaySlice } {
  const uniform = buildUniform(seed);
  const normal = buildNormal(uniform);
  return () => {
    const common = 0.1 * normal();
    const truths = capacities.map((rps) => {
      const isBad = weather === 'bad launches' && uniform() < 0.1;
      return Math.log(rps) + common + 0.03 * normal() - (isBad ? 0.3 : 0);
    });
    const play: PlaySlice = (variant) => {
      const isBurst = weather === 'bursts' && uniform() < 0.1;
      return (truths[variant] ?? 0) + sliceSd * normal() + (isBurst ? Math.log(0.6) : 0);
    };
    return { truths, play };
  };
}

/** The shipped search and the shipped judgement, with slices that a model decides. */
export function simulateSearch(design: CapacityDesign, seed: number): SimulatedSearch {
  const launch = createLaunches(design, seed);
  const found: CapacityGroup[][] = design.capacities.map(() => []);
  const truths: number[][] = design.capacities.map(() => []);
  let slices = 0;
  for (let group = 0; group < design.groups; group += 1) {
    const launched = launch();
    const targets = design.capacities.map((rps, index) => ({
      ...{ variantId: `v${index}`, capacityRps: rps * design.closedRatio, mostRps: 1e9 },
      earlierRps: median((found[index] ?? []).flatMap(({ rateRps }) => rateRps ?? [])),
    }));
    const trials: SearchTrial[] = [];
    for (let round = 0; ; round += 1) {
      const steps = buildCapacityRound(targets, trials, seed, round, group, 'simulated');
      if (steps.length === 0) break;
      for (const { variantId, rateRps } of steps) {
        const isMet = Math.log(rateRps) < launched.play(Number(variantId.slice(1)));
        trials.push({ variantId, rateRps, outcome: isMet ? 'met' : 'failed' });
      }
    }
    slices += trials.length;
    targets.forEach((target, index) => {
      const own = trials.filter(({ variantId }) => variantId === target.variantId);
      const { status, rateRps = null, contradictions } = findCapacity(target, own);
      const bounds = { highestMetRps: null, lowestFailedRps: null };
      found[index]?.push({ group, status, rateRps, ...bounds, contradictions, rates: [] });
      truths[index]?.push(launched.truths[index] ?? 0);
    });
  }
  const variants = found.map((groups, index): SearchedVariant => {
    const place = { scenario: 'simulated', variantId: `v${index}`, isBaseline: index === 0 };
    return { ...place, withheld: undefined, groups };
  });
  const rule = { toleranceRatio: 0.05, groupsValid: design.groups };
  return { capacities: judgeCapacities(variants, rule), slices, truths };
}

const weathers = ['calm', 'bad launches', 'bursts'] as const;

const scatters = [
  { groups: 3, sliceSd: 0.05 },
  { groups: 8, sliceSd: 0.02 },
  { groups: 8, sliceSd: 0.08 },
] as const;

export const searchDesigns = (capacities: readonly number[]): readonly CapacityDesign[] =>
  weathers.flatMap((weather) =>
    scatters.map((scatter) => ({ ...scatter, weather, capacities, closedRatio: 1.3 })),
  );

/** Four equal variants, where noise may make any of them look better. */
const four = weathers.map((weather): CapacityDesign => {
  const capacities = [1_000, 1_000, 1_000, 1_000];
  return { weather, capacities, groups: 8, sliceSd: 0.05, closedRatio: 1.3 };
});

function listSettings(
  designs: readonly CapacityDesign[],
  happens: (search: SimulatedSearch, design: CapacityDesign) => readonly boolean[],
): readonly Setting[] {
  return designs.map((design): Setting => {
    const { weather, capacities, groups, sliceSd } = design;
    return {
      label: `${capacities.length} variants, ${groups} groups, slices scatter by ${100 * sliceSd}%, ${weather}`,
      runsKey: `capacity ${JSON.stringify(design)}`,
      simulate: (seed) => happens(simulateSearch(design, seed), design),
    };
  });
}

const atLeast = (low: number): Bound => ({ kind: 'between', low, high: 1 });

export const capacityStudies: readonly Study[] = [
  {
    name: 'capacity-coverage',
    statement: 'sweep --capacity: interval of the ratio of two capacities',
    event: 'intervals that hold the true ratio, of those that are given',
    // A search whose groups contradict themselves gives none.
    ...{ bound: atLeast(0.93), runs: 500, fewestCases: 0.95 },
    settings: listSettings(searchDesigns([1_000, 1_200]), ({ capacities }) =>
      capacities.flatMap(({ comparison }) =>
        comparison?.ratioLower == null || comparison.ratioUpper === null
          ? []
          : [comparison.ratioLower <= 1.2 && comparison.ratioUpper >= 1.2],
      ),
    ),
  },
  {
    name: 'capacity-interval',
    statement: 'sweep --capacity: interval of a capacity',
    event: 'intervals that hold the capacity of the typical launch, of those that are given',
    ...{ bound: atLeast(0.93), runs: 500 },
    settings: listSettings(searchDesigns([1_000, 1_200]), ({ capacities }, design) =>
      capacities.flatMap(({ lowerRps, upperRps }, index) => {
        const truth = design.capacities[index] ?? 0;
        return lowerRps === null || upperRps === null
          ? []
          : [lowerRps <= truth && upperRps >= truth];
      }),
    ),
  },
  {
    name: 'capacity-better-worse',
    statement: 'sweep --capacity: better, worse',
    event: 'searches of equal variants in which any is called better or worse',
    ...{ bound: atMost(0.05), runs: 500 },
    settings: listSettings([...searchDesigns([1_000, 1_000]), ...four], ({ capacities }) => [
      capacities.some(({ comparison }) => comparison !== undefined && isDifferent(comparison)),
    ]),
  },
];
