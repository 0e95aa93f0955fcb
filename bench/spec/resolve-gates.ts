// Resolves gates, and finds the line of the config where each of them stands.
import type { LoadstoneConfig } from './config-schema.ts';
import type { ResolvedGate } from './experiment.ts';
import type { GateConfig } from './gate-schema.ts';

/** @param configText the config file as it is written; undefined where it could not be read. */
export function resolveGates(
  { gates = {} }: LoadstoneConfig,
  configText: string | undefined,
): readonly ResolvedGate[] {
  return Object.entries(gates).map(([name, gate]) => ({
    name,
    metric: gate.metric,
    rule: resolveRule(gate),
    scenarios: gate.scenarios ?? [],
    loadKinds: gate.loads ?? [],
    variants: gate.variants ?? [],
    configLine: configText === undefined ? undefined : findGateLine(configText, name),
  }));
}

/** The checks of meaning have made sure that there is one rule. */
function resolveRule({
  toleranceRatio,
  atMost,
  atLeast,
  badLaunchesRatio,
}: GateConfig): ResolvedGate['rule'] {
  if (toleranceRatio !== undefined) return { kind: 'relative', toleranceRatio };
  const launches = badLaunchesRatio === undefined ? {} : { badLaunchesRatio };
  if (atMost !== undefined) {
    return { kind: 'absolute', limitKind: 'at-most', limit: atMost, ...launches };
  }
  return { kind: 'absolute', limitKind: 'at-least', limit: atLeast ?? 0, ...launches };
}

/**
 * The line (from 1) on which a key of that name follows the key `gates`. A config is code, so this is a
 * search in its text: undefined where a gate's name is put together as the config runs.
 */
export function findGateLine(configText: string, name: string): number | undefined {
  const lines = configText.split('\n');
  const start = lines.findIndex((line) => /(^|[\s{,])["']?gates["']?\s*:/.test(line));
  if (start < 0) return undefined;
  const quoted = name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const key = new RegExp(`(^|[\\s{,])(["']?)${quoted}\\2\\s*:`);
  const found = lines.findIndex((line, index) => index >= start && key.test(line));
  return found < 0 ? undefined : found + 1;
}
