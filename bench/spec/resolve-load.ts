// Resolves one load of the config, and names it.
import type { ClosedLoad, RateStage } from '../drivers/driver.ts';
import { defaults } from './defaults.ts';
import type { PlannedLoad } from './experiment.ts';
import type { LoadConfig, StageConfig } from './load-schema.ts';

/** An open load without a rate asks for half of what the baseline can carry. */
const usualCapacityRatio = 0.5;

export function resolveLoad(load: LoadConfig): PlannedLoad {
  if (load.kind === 'closed') return resolveClosedLoad(load);
  const open = {
    arrivals: load.arrivals ?? defaults.arrivals,
    maxConnections: load.maxConnections ?? defaults.maxConnections,
  };
  if (load.stages !== undefined) {
    const shape = load.stages.map(resolveStage);
    return { kind: 'open', rateRps: meanRateRps(shape), ...open, shape };
  }
  return load.rateRps === undefined
    ? { kind: 'open-share', capacityRatio: load.capacityRatio ?? usualCapacityRatio, ...open }
    : { kind: 'open', rateRps: load.rateRps, ...open };
}

function resolveClosedLoad(load: LoadConfig): ClosedLoad {
  const connections = load.connections ?? defaults.connections;
  const thinkTimeMs = load.thinkTimeMs ?? defaults.thinkTimeMs;
  if (thinkTimeMs === 0) return { kind: 'closed', connections };
  const thinkTimes = load.thinkTimes ?? defaults.thinkTimes;
  return { kind: 'closed', connections, thinkTimeMs, thinkTimes };
}

/** A stage that is malformed is named by the checks of meaning. */
function resolveStage({ rateRps, fromRps, toRps, durationS }: StageConfig): RateStage {
  return { fromRps: fromRps ?? rateRps ?? 0, toRps: toRps ?? rateRps ?? 0, durationS };
}

/** Arrivals of all stages by their time, a second. */
function meanRateRps(shape: readonly RateStage[]): number {
  const totalS = shape.reduce((sum, { durationS }) => sum + durationS, 0);
  const arrivals = shape.reduce(
    (sum, { fromRps, toRps, durationS }) => sum + ((fromRps + toRps) / 2) * durationS,
    0,
  );
  return arrivals / totalS;
}

/** `closed-16`, `closed-16-think50ms`, `open-200rps-poisson`, `open-10rps3s-10to90rps5s-poisson`, `open-50pct-poisson`. */
export function buildLoadId(load: PlannedLoad): string {
  switch (load.kind) {
    case 'closed': {
      const { connections, thinkTimeMs = 0, thinkTimes } = load;
      if (thinkTimeMs === 0) return `closed-${connections}`;
      return `closed-${connections}-think${thinkTimeMs}ms${thinkTimes === 'fixed' ? '-fixed' : ''}`;
    }
    case 'open':
      return `open-${load.shape?.map(nameStage).join('-') ?? `${load.rateRps}rps`}-${load.arrivals}`;
    case 'open-share':
      return `open-${Math.round(load.capacityRatio * 100)}pct-${load.arrivals}`;
  }
}

function nameStage({ fromRps, toRps, durationS }: RateStage): string {
  return `${fromRps === toRps ? fromRps : `${fromRps}to${toRps}`}rps${durationS}s`;
}
