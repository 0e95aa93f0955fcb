// What is said of scaling: intervals of the coefficients, and of the size with the most throughput.
import { buildTestLevel } from '../../bench/plan/test-experiment.ts';
import { predictUsl, type Usl } from '../../bench/stats/usl.ts';
import type { ScalingEstimate, ScalingFit } from '../../reports/document/scaling.ts';
import { analyse, simulateRecords, type Weather } from './simulated-run.ts';
import { atMost, type Setting, type Study } from './study.ts';

interface ScalingDesign {
  readonly weather: Weather;
  readonly sizes: readonly number[];
  readonly groups: number;
  readonly law: Omit<Usl, 'lambda'>;
}

/** Linear, held back by contention alone, and with a peak: at 6.9, and at 3.7. */
const laws: readonly ScalingDesign['law'][] = [
  { sigma: 0, kappa: 0 },
  { sigma: 0.1, kappa: 0 },
  { sigma: 0.05, kappa: 0.02 },
  { sigma: 0.3, kappa: 0.05 },
];

const designs: readonly ScalingDesign[] = [
  ...laws.flatMap((law): readonly ScalingDesign[] => [
    { weather: 'calm', sizes: [1, 2, 4], groups: 3, law },
    { weather: 'calm', sizes: [1, 2, 4], groups: 8, law },
    { weather: 'calm', sizes: [1, 2, 3, 4], groups: 8, law },
    { weather: 'calm', sizes: [1, 2, 4, 8, 16, 32], groups: 8, law },
    { weather: 'bad launches', sizes: [1, 2, 4, 8], groups: 8, law },
    { weather: 'heavy tails', sizes: [1, 2, 4, 8], groups: 8, law },
    { weather: 'autocorrelated', sizes: [1, 2, 4, 8], groups: 12, law },
  ]),
];

/** The fit that the shipped code makes of a simulated run; undefined where it calls it faster than linear. */
function fitRun(
  { weather, sizes, groups, law }: ScalingDesign,
  seed: number,
): ScalingFit | undefined {
  const truth = { ...law, lambda: 1 };
  const levels = sizes.map((size, index) => ({ ...buildTestLevel(`v${index}`), size }));
  const records = simulateRecords({
    ...{ seed, weather, groups, speeds: sizes.map((size) => predictUsl(truth, size)) },
    looks: { kind: 'fixed', groups: [groups] },
    change: { factors: [{ name: 'variant', levels }] },
  });
  const [found] = analyse(records).scaling ?? [];
  if (found?.refusal?.code === 'scaling-superlinear') return undefined;
  if (!found?.fit) throw new Error(`A simulated run has no fit: ${found?.refusal?.text}`);
  return found.fit;
}

const misses = ({ lower, upper }: Omit<ScalingEstimate, 'value'>, truth: number): boolean =>
  truth < lower - 1e-9 || truth > upper + 1e-9;

function listSettings(happens: (fit: ScalingFit, law: ScalingDesign['law']) => readonly boolean[]) {
  return designs.map((design): Setting => {
    const { weather, sizes, groups, law } = design;
    return {
      label: `σ ${law.sigma}, κ ${law.kappa}, sizes ${sizes.join(' ')}, ${groups} groups, ${weather}`,
      runsKey: `scaling ${JSON.stringify(design)}`,
      // What is refused says something wrong, too.
      simulate: (seed) => {
        const found = fitRun(design, seed);
        return found === undefined ? [true] : happens(found, law);
      },
    };
  });
}

export const scalingStudies: readonly Study[] = [
  {
    name: 'scaling-coefficients',
    statement: 'scaling: interval of σ, interval of κ',
    event: 'intervals that do not hold the true coefficient, and runs called faster than linear',
    ...{ bound: atMost(0.05), runs: 500 },
    settings: listSettings(({ sigma, kappa }, law) => [
      misses(sigma, law.sigma),
      misses(kappa, law.kappa),
    ]),
  },
  {
    name: 'scaling-peak',
    statement: 'scaling: throughput peaks between two sizes',
    event: 'intervals that do not hold the true peak, or have an end where there is none',
    ...{ bound: atMost(0.05), runs: 500 },
    settings: listSettings(({ peak }, { sigma, kappa }) => {
      const truth = kappa === 0 ? Number.POSITIVE_INFINITY : Math.sqrt((1 - sigma) / kappa);
      return [misses({ lower: peak.lower, upper: peak.upper ?? truth }, truth)];
    }),
  },
];
