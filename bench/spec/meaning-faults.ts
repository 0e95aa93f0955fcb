// Faults name a scenario that there is, their audit can be read, and their gates have one rule.

import { asksForLeast, findGatedFigure } from '../../reports/document/fault-metrics.ts';
import type { LoadstoneConfig } from './config-schema.ts';
import { defaults } from './defaults.ts';
import { suggest } from './did-you-mean.ts';
import type { FaultsConfig } from './fault-schema.ts';
import { buildMeaningProblem, type ConfigProblem } from './problem.ts';
import { resolveFaults } from './resolve-faults.ts';

export function* findFaultProblems(config: LoadstoneConfig): Generator<ConfigProblem> {
  const { faults } = config;
  if (faults === undefined) return;
  const names = Object.keys(config.scenarios);
  const { scenario } = faults;
  if (scenario !== undefined && !names.includes(scenario)) {
    const message = `"${scenario}" is no scenario; ${suggest(scenario, names)}`;
    yield buildMeaningProblem(['faults', 'scenario'], message);
  }
  yield* findRateProblems(faults, config.limits);
  yield* findAuditProblems(faults, config);
  yield* findIdProblems(faults, config);
  yield* findGateProblems(faults);
}

function* findRateProblems(
  { rateRps, capacityRatio, goodWithinMs, requestTimeoutMs }: FaultsConfig,
  limits: LoadstoneConfig['limits'],
): Generator<ConfigProblem> {
  if (rateRps !== undefined && capacityRatio !== undefined) {
    const message = 'cannot stand beside rateRps: the rate is given';
    yield buildMeaningProblem(['faults', 'capacityRatio'], message);
  }
  const cap = limits?.maxRateRps ?? defaults.limits.maxRateRps;
  if ((rateRps ?? 0) > cap) {
    const message = `is above the hard cap limits.maxRateRps (${cap}); raise that first if it is meant`;
    yield buildMeaningProblem(['faults', 'rateRps'], message);
  }
  const [good, given] = [
    goodWithinMs ?? defaults.faults.goodWithinMs,
    requestTimeoutMs ?? defaults.faults.requestTimeoutMs,
  ];
  if (good > given) {
    const message = `${good} is above requestTimeoutMs (${given}): clients have given up by then`;
    yield buildMeaningProblem(['faults', 'goodWithinMs'], message);
  }
}

function* findAuditProblems(
  { audit }: FaultsConfig,
  { services, target }: LoadstoneConfig,
): Generator<ConfigProblem> {
  if (audit === undefined) return;
  const sqlKeys = (['operations', 'versions', 'invariants'] as const).filter(
    (key) => audit[key] !== undefined,
  );
  if (audit.path !== undefined && sqlKeys.length > 0) {
    yield buildMeaningProblem(['faults', 'audit', 'path'], `cannot stand beside ${sqlKeys[0]}`);
  }
  if (sqlKeys.length > 0 && services?.postgres === undefined) {
    const message = `needs services.postgres, ${target.url === undefined ? 'which this config lacks' : 'or give audit.path'}`;
    yield buildMeaningProblem(['faults', 'audit', sqlKeys[0] ?? 'operations'], message);
  }
}

/** Fixed requests say of no write which one it is, so every row found would be one that nobody sent. */
function* findIdProblems(
  { audit, ...faults }: FaultsConfig,
  { scenarios }: LoadstoneConfig,
): Generator<ConfigProblem> {
  if (audit?.path === undefined && audit?.operations === undefined) return;
  const { scenario } = resolveFaults(faults, Object.keys(scenarios));
  if (scenarios[scenario]?.requests === undefined) return;
  const message = `finds no write of "${scenario}", whose fixed requests have no ids; give that scenario a module with intents, see docs/faults.md`;
  yield buildMeaningProblem(['faults', 'audit'], message);
}

function* findGateProblems({ gates = {} }: FaultsConfig): Generator<ConfigProblem> {
  for (const [name, gate] of Object.entries(gates)) {
    const path = ['faults', 'gates', name];
    const isShare = asksForLeast(gate.metric);
    const wanted = isShare ? 'atLeast' : 'atMost';
    const other = isShare ? 'atMost' : 'atLeast';
    if (gate[wanted] === undefined || gate[other] !== undefined) {
      yield buildMeaningProblem(path, `${gate.metric} is judged by ${wanted}`);
    } else if (isShare && (gate.atLeast ?? 0) > 1) {
      yield buildMeaningProblem([...path, wanted], `${gate.metric} is a share from 0 to 1`);
    }
    if (gate.badLaunchesRatio !== undefined && findGatedFigure(gate.metric) === undefined) {
      yield buildMeaningProblem(
        [...path, 'badLaunchesRatio'],
        `has no effect: ${gate.metric} is a count, and one too many fails`,
      );
    }
  }
}
