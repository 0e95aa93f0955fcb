// What two commits are judged by where the config has no gates.
import type { Experiment, ResolvedGate } from '../spec/experiment.ts';

/** CPU per request first: it is the steadiest of the figures, so small slowdowns show in it. */
const judged = ['cpuPerRequestUs', 'throughputRps', 'latencyP99Us'] as const;

/** Within the experiment's tolerance in each of these, and no wrong answer. */
export function buildUsualGates({ toleranceRatio }: Experiment): readonly ResolvedGate[] {
  const shared = { scenarios: [], loadKinds: [], variants: [], configLine: undefined };
  return [
    ...judged.map(
      (metric): ResolvedGate => ({
        ...shared,
        ...{ name: `${metric}-holds`, metric, rule: { kind: 'relative', toleranceRatio } },
      }),
    ),
    {
      ...shared,
      ...{ name: 'answers-right', metric: 'wrongBodies' },
      rule: { kind: 'absolute', limitKind: 'at-most', limit: 0 },
    },
  ];
}
