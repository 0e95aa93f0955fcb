// What two commits are judged by where the config has no gates.
import { metricsFor } from '../../reports/document/metrics.ts';
import type { Experiment, ResolvedGate } from '../spec/experiment.ts';

/** Within the experiment's tolerance in each of these, and no wrong answer. */
export function buildUsualGates({ toleranceRatio }: Experiment): readonly ResolvedGate[] {
  const shared = { scenarios: [], loadKinds: [], variants: [], configLine: undefined };
  return [
    ...metricsFor.usualGates.map(
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
