// A gate has one rule, names what there is, and can be judged at all.
import { gateMetrics } from '../../reports/document/metrics.ts';
import type { LoadstoneConfig } from './config-schema.ts';
import { defaults } from './defaults.ts';
import { suggest } from './did-you-mean.ts';
import type { GateConfig } from './gate-schema.ts';
import { buildMeaningProblem, type ConfigProblem } from './problem.ts';
import { usualLoads } from './resolve-run.ts';

export function* findGateProblems(config: LoadstoneConfig): Generator<ConfigProblem> {
  for (const [name, gate] of Object.entries(config.gates ?? {})) {
    const path = ['gates', name];
    yield* findRuleProblems(gate, path);
    for (const [index, scenario] of (gate.scenarios ?? []).entries()) {
      if (Object.hasOwn(config.scenarios, scenario)) continue;
      const message = `"${scenario}" is no scenario; ${suggest(scenario, Object.keys(config.scenarios))}`;
      yield buildMeaningProblem([...path, 'scenarios', index], message);
    }
    yield* findLoadProblems(gate, config, path);
    if (gateMetrics[gate.metric].format === 'cost' && config.prices === undefined) {
      yield buildMeaningProblem([...path, 'metric'], 'needs prices, which this config lacks');
    }
  }
}

function* findRuleProblems(gate: GateConfig, path: readonly string[]): Generator<ConfigProblem> {
  const rules = (['toleranceRatio', 'atMost', 'atLeast'] as const).filter(
    (key) => gate[key] !== undefined,
  );
  if (rules.length !== 1) {
    const message =
      rules.length === 0
        ? 'needs one of toleranceRatio, atMost and atLeast'
        : `needs only one of toleranceRatio, atMost and atLeast, not ${rules.join(' and ')}`;
    yield buildMeaningProblem(path, message);
  }
  if (gate.metric === 'wrongBodies' && gate.atMost === undefined) {
    yield buildMeaningProblem([...path, 'metric'], 'wrongBodies can only be judged by atMost');
  }
  if (gate.badLaunchesRatio !== undefined && gate.toleranceRatio !== undefined) {
    yield buildMeaningProblem(
      [...path, 'badLaunchesRatio'],
      'has no effect on a relative gate: it is about launches that break a limit',
    );
  }
  const isShare = ['success', 'share'].includes(gateMetrics[gate.metric].format);
  for (const key of ['atMost', 'atLeast'] as const) {
    if (isShare && (gate[key] ?? 0) > 1) {
      yield buildMeaningProblem([...path, key], `${gate.metric} is a share from 0 to 1`);
    }
  }
}

function* findLoadProblems(
  gate: GateConfig,
  { driver = defaults.driver, phase, loads = usualLoads(driver, phase) }: LoadstoneConfig,
  path: readonly string[],
): Generator<ConfigProblem> {
  const isServiceTime = gateMetrics[gate.metric].kind === 'service-time';
  const wanted = gate.loads ?? (isServiceTime ? ['open' as const] : undefined);
  if (wanted === undefined || loads.some(({ kind }) => wanted.includes(kind))) return;
  yield isServiceTime
    ? buildMeaningProblem(
        [...path, 'metric'],
        'needs an open load: in a closed one service time and latency are the same',
      )
    : buildMeaningProblem([...path, 'loads'], `there is no load of kind ${wanted.join(' or ')}`);
}
