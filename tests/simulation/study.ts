// What a study is: something said of runs, how often it may be wrong, and the seeded runs that count it.
import type { Experiment } from '../../bench/spec/experiment.ts';
import type { Cell, Comparison, ScenarioResult } from '../../reports/document/result.ts';
import { analyse, type SimulatedRun, simulateRecords, weathers } from './simulated-run.ts';

/** A share of the events that count; by how much it may differ from what is promised. */
export type Bound =
  | { readonly kind: 'at-most'; readonly ratio: number }
  | { readonly kind: 'between'; readonly low: number; readonly high: number };

export interface Setting {
  /** For the table, for example `7 variants, 8 groups, bursts`. */
  readonly label: string;
  /** Settings of the same runs, of several studies, have the same: they are played together, which is quicker. */
  readonly runsKey?: string;
  /** Whether the event came about, once for each chance that a run gave it; the same for the same seed. */
  readonly simulate: (seed: number) => readonly boolean[] | Promise<readonly boolean[]>;
}

export interface Study {
  readonly name: string;
  /** The words that readers see. */
  readonly statement: string;
  /** What is counted. */
  readonly event: string;
  readonly bound: Bound;
  /** Seeded runs of each setting where nobody asks for another number. */
  readonly runs: number;
  /** Cases that a run gives at least on average, where some give none; absent: each gives one or more. */
  readonly fewestCases?: number;
  readonly settings: readonly Setting[];
}

export const atMost = (ratio: number): Bound => ({ kind: 'at-most', ratio });
export const equal = (count: number): number[] => Array.from({ length: count }, () => 1);

export type Design = Omit<SimulatedRun, 'seed'>;

/** Studies of the same runs come one after another in the tests. */
let latest: { readonly key: string; readonly judged: ReturnType<typeof judgeAnew> } | undefined;

export function judge(design: Design, seed: number) {
  const key = `${keyOf(design)} ${seed}`;
  if (latest?.key === key) return latest.judged;
  const judged = judgeAnew(design, seed);
  latest = { key, judged };
  return judged;
}

function keyOf(design: Design): string {
  return JSON.stringify([design, design.spoil?.name]);
}

function judgeAnew(design: Design, seed: number) {
  const simulated = simulateRecords({ ...design, seed });
  const analysis = analyse(simulated);
  if (analysis.validity.status !== 'valid') {
    const failed = analysis.validity.checks.filter(({ status }) => status === 'failed');
    throw new Error(
      `A simulated run is not valid: ${failed.map(({ detail }) => detail).join(' ')}`,
    );
  }
  return { ...simulated, analysis };
}

export const isDifferent = ({ verdict }: Pick<Comparison, 'verdict'>): boolean =>
  verdict === 'better' || verdict === 'worse';

export function listPrimary({ cells, primaryMetric }: ScenarioResult): readonly Comparison[] {
  return cells.flatMap(({ comparisons }) =>
    comparisons.filter(({ metric }) => metric === primaryMetric),
  );
}

export const byId = (cells: readonly Cell[], id: string | undefined): Cell | undefined =>
  cells.find(({ variantId }) => variantId === id);

/** Equal variants of 2, 7 and 12 in all weathers with 8 groups, and with 3 and 27 in the harshest. */
export const equalDesigns: readonly (readonly [string, Design])[] = [
  ...weathers.map((weather) => describe({ weather, speeds: equal(7), groups: 8 })),
  ...(['bad launches', 'heavy tails'] as const).flatMap((weather) => [
    describe({ weather, speeds: equal(7), groups: 3 }),
    describe({ weather, speeds: equal(2), groups: 8 }),
    describe({ weather, speeds: equal(12), groups: 8 }),
    describe({ weather, speeds: equal(4), groups: 27 }),
  ]),
];

export function describe(design: Design): readonly [string, Design] {
  const { speeds, groups, weather } = design;
  return [`${speeds.length} variants, ${groups} groups, ${weather}`, design];
}

/** One event a run: whether anything of this kind was said. */
export function study(
  head: Omit<Study, 'settings'>,
  designs: readonly (readonly [string, Design])[],
  happens: (run: ReturnType<typeof judge>, seed: number) => boolean | readonly boolean[],
): Study {
  return {
    ...head,
    settings: designs.map(([label, design]) => ({
      ...{ label, runsKey: keyOf(design) },
      simulate: (seed) => [happens(judge(design, seed), seed)].flat(),
    })),
  };
}

/** A gate on throughput against the baseline. */
export const gateOf = (toleranceRatio: number): Partial<Experiment> => ({
  gates: [
    {
      ...{ name: 'throughput', metric: 'throughputRps', configLine: undefined },
      rule: { kind: 'relative', toleranceRatio },
      ...{ scenarios: [], loadKinds: [], variants: [] },
    },
  ],
});

/** A true difference of exactly the tolerance, or a hair more, is not equivalent. */
export const edge = 1.0501;
