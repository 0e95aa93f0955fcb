// Resolves the faults of a config, every default filled in.

import { findGatedFigure } from '../../reports/document/fault-metrics.ts';
import type { LoadstoneConfig } from './config-schema.ts';
import { defaults } from './defaults.ts';
import type { ResolvedFaultGate, ResolvedFaults } from './experiment.ts';
import type { FaultsConfig } from './fault-schema.ts';

/** What `loadstone faults` does where the config says nothing: every figure is a default. */
export function resolveFaults(
  given: FaultsConfig,
  scenarioNames: readonly string[],
): ResolvedFaults {
  const { faults } = defaults;
  const usualScenario = scenarioNames.find((name) => name === faults.scenario) ?? scenarioNames[0];
  return {
    orders: (given.inject ?? faults.inject).map((order) =>
      typeof order === 'string'
        ? { fault: order, parameters: {} }
        : { fault: order.fault, parameters: order.parameters ?? {} },
    ),
    afterRun: given.afterRun ?? faults.afterRun,
    scenario: given.scenario ?? usualScenario ?? '',
    rate:
      given.rateRps === undefined
        ? { kind: 'share', capacityRatio: given.capacityRatio ?? faults.capacityRatio }
        : { kind: 'given', rateRps: given.rateRps },
    groups: given.groups ?? chooseGroups(given),
    beforeMs: given.beforeMs ?? faults.beforeMs,
    duringMs: given.duringMs ?? faults.duringMs,
    afterMs: given.afterMs ?? faults.afterMs,
    requestTimeoutMs: given.requestTimeoutMs ?? faults.requestTimeoutMs,
    goodWithinMs: given.goodWithinMs ?? faults.goodWithinMs,
    sloRatio: given.sloRatio ?? faults.sloRatio,
    stalenessLimitMs: given.stalenessLimitMs,
    audit: {
      operations: given.audit?.operations,
      versions: given.audit?.versions,
      invariants: Object.entries(given.audit?.invariants ?? {}).map(([name, sql]) => ({
        name,
        sql,
      })),
      path: given.audit?.path,
    },
    gates: Object.entries(given.gates ?? {}).map(
      ([name, gate]): ResolvedFaultGate => ({
        ...{ name, metric: gate.metric },
        limitKind: gate.atMost === undefined ? 'at-least' : 'at-most',
        limit: gate.atMost ?? gate.atLeast ?? 0,
        ...(gate.badLaunchesRatio !== undefined && { badLaunchesRatio: gate.badLaunchesRatio }),
        ...{ faults: gate.faults ?? [], variants: gate.variants ?? [] },
      }),
    ),
  };
}

/** Gates that count launches take more groups than figures do: fewer than 8 can't show that most keep a limit. */
function chooseGroups({ gates = {} }: FaultsConfig): number {
  const isCounted = Object.values(gates).some(({ metric }) => findGatedFigure(metric));
  return isCounted ? defaults.faults.gatedGroups : defaults.faults.groups;
}

/** Undefined where the config names no faults. */
export function resolveGivenFaults({
  faults,
  scenarios,
}: LoadstoneConfig): ResolvedFaults | undefined {
  return faults === undefined ? undefined : resolveFaults(faults, Object.keys(scenarios));
}
